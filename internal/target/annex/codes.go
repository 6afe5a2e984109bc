package annex

// The codes of findings. A code keeps its meaning for ever; it may retire but is never given to another
// fault. Each has its sentence in the messages, under "annex." and the code.
//
//	PC-1xx  reading the cells
//	PC-2xx  the shape of the table, its years
//	PC-3xx  the units
//	PC-4xx  sums and rates
//	PC-5xx  targets
var severities = map[string]Severity{
	"PC-101": Warning, // numbers in another country's style throughout: 1,842 and 10.06
	"PC-102": Error,   // a figure is missing
	"PC-103": Error,   // a figure cannot be read
	"PC-104": Error,   // households are not a whole number
	"PC-105": Error,   // a negative figure
	"PC-106": Info,    // a dash read as zero
	"PC-107": Info,    // rates given as fractions: 0.1006
	"PC-108": Warning, // two number styles in one table
	"PC-109": Info,    // the file has several such tables
	"PC-110": Info,    // reductions written as negative numbers
	"PC-111": Error,   // a spreadsheet took the thousands sign for a decimal sign throughout

	"PC-201": Warning, // no total line
	"PC-202": Info,    // running numbers skip or repeat
	"PC-203": Warning, // the results are not those of the year before the plan's
	"PC-204": Warning, // the title names another year than the table
	"PC-205": Warning, // no column of rates
	"PC-206": Error,   // no column of targets
	"PC-207": Warning, // the total line appears twice
	"PC-208": Info,    // part of the sheet lies beyond what is read

	"PC-301": Error,   // a unit has no line
	"PC-302": Error,   // a unit has two lines
	"PC-303": Error,   // a name that no unit bears
	"PC-304": Error,   // a unit of another parent
	"PC-305": Warning, // a name that several units bear
	"PC-306": Info,    // a name spelt otherwise than the official list
	"PC-307": Warning, // another kind than the unit has
	"PC-308": Warning, // the title names another unit than the lines belong to
	"PC-309": Error,   // whose plan it is cannot be told
	"PC-310": Info,    // a unit without communes has no line

	"PC-401": Error,   // a rate is not poor over households
	"PC-402": Error,   // total households are not the sum
	"PC-403": Error,   // total poor households are not the sum
	"PC-404": Error,   // the total's rate is wrong
	"PC-405": Error,   // more poor households than households
	"PC-406": Info,    // two digits changed places
	"PC-407": Info,    // a rate printed with fewer decimals
	"PC-408": Warning, // no households at all
	"PC-409": Info,    // a sum cannot be verified
	"PC-410": Info,    // one figure explains the difference
	"PC-411": Error,   // a subtotal is not the sum of its lines

	"PC-501": Error,   // the children's targets fall short of the parent's
	"PC-502": Warning, // the children's targets exceed the parent's
	"PC-503": Error,   // a target larger than what there is
	"PC-504": Error,   // a unit without a target
	"PC-505": Warning, // the parent has no target
	"PC-506": Error,   // the promised rate is not start less target
	"PC-507": Info,    // the same, within rounding
	"PC-508": Error,   // target in households and in points disagree
	"PC-509": Error,   // promised poor households are not start less target
	"PC-510": Warning, // a target of zero where there are poor households
	"PC-511": Warning, // a target out of all proportion to the others
	"PC-512": Error,   // the total's target in households is not the sum
	"PC-513": Info,    // the parent's target is the plain mean of the children's
	"PC-514": Warning, // the text promises another rate
	"PC-515": Warning, // the text asks for another reduction
}
