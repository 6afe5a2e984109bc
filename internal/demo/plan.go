package demo

import "fmt"

// The two groups that the published figures tell apart.
const (
	majority = iota
	minority
	groups
)

// Where a household stood at the end of 2021.
const (
	wasPoor = iota
	wasNear
	unlisted
	fromStates
)

// Where the facts made for it are to lead at the end of 2022.
const (
	toPoor = iota
	toNear
	toNeither // reviewed and found neither poor nor near-poor
	toLeft    // moved away, died out or joined another household during 2022
	toStates
)

// cells count households of one unit: Base all households of a group at the end of 2022, Flow those
// that the two reviews know, by group, class of 2021 and class of 2022.
type cells struct {
	Base [groups]int
	Flow [groups][fromStates][toStates]int
}

// ends is how many households of a group the end of 2022 finds in a class.
func (c *cells) ends(g, to int) int {
	f := &c.Flow[g]
	return f[wasPoor][to] + f[wasNear][to] + f[unlisted][to]
}

// began is how many households of a group the end of 2021 found in a class.
func (c *cells) began(g, from int) int {
	f := &c.Flow[g][from]
	return f[toPoor] + f[toNear] + f[toNeither] + f[toLeft]
}

// reviewed is how many households of a group stand at the end of 2022 with an assessment.
func (c *cells) reviewed(g int) int {
	return c.ends(g, toPoor) + c.ends(g, toNear) + c.ends(g, toNeither)
}

func (c *cells) households() int { return c.Base[majority] + c.Base[minority] }

func (c *cells) both(count func(g int) int) int { return count(majority) + count(minority) }

func (c *cells) add(o *cells) {
	for g := range groups {
		c.Base[g] += o.Base[g]
		for from := range fromStates {
			for to := range toStates {
				c.Flow[g][from][to] += o.Flow[g][from][to]
			}
		}
	}
}

// provinceCells are the whole province. The sums of its rows and columns are the published figures;
// how the households moved between them is invented: most poor stay, about 9,900 rise above poverty,
// some 2,200 are poor anew and 1,100 fall back from near-poverty.
func provinceCells(households int) cells {
	p := published
	c := cells{Base: [groups]int{households - p.MinorityHouseholds22, p.MinorityHouseholds22}}
	set := func(g, poor21, near21, poor22, near22 int, move cells) {
		f := move.Flow[g]
		// What did not move stays; who was on no list fills what the published sums still lack.
		f[wasPoor][toPoor] = poor21 - f[wasPoor][toNear] - f[wasPoor][toNeither] - f[wasPoor][toLeft]
		f[wasNear][toNear] = near21 - f[wasNear][toPoor] - f[wasNear][toNeither] - f[wasNear][toLeft]
		f[unlisted][toPoor] = poor22 - f[wasPoor][toPoor] - f[wasNear][toPoor]
		f[unlisted][toNear] = near22 - f[wasNear][toNear] - f[wasPoor][toNear]
		c.Flow[g] = f
	}
	var move cells
	move.Flow[minority] = [fromStates][toStates]int{
		wasPoor:  {toNear: 5600, toNeither: 2700, toLeft: 420},
		wasNear:  {toPoor: 900, toNeither: 3300, toLeft: 250},
		unlisted: {toNeither: 7500},
	}
	move.Flow[majority] = [fromStates][toStates]int{
		wasPoor:  {toNear: 900, toNeither: 700, toLeft: 90},
		wasNear:  {toPoor: 200, toNeither: 1700, toLeft: 120},
		unlisted: {toNeither: 7500},
	}
	set(minority, p.MinorityPoor21, p.MinorityNear21, p.MinorityPoor22, p.MinorityNear22, move)
	set(majority, p.Poor21-p.MinorityPoor21, p.Near21-p.MinorityNear21, p.Poor22-p.MinorityPoor22, p.Near22-p.MinorityNear22, move)
	return c
}

// share says how a unit's households are to be spread: one entry per child. Weights are relative.
type share struct {
	Households, Minority int         // weights
	Poor, Near, Neither  [groups]int // weights
	FixedHouseholds      int         // the exact number, 0 when the weight decides
	FixedPoor            int         // the exact number of both groups together, 0 when the weights decide
}

// divide splits a unit's cells over its children so that every cell adds up exactly, no child has
// more households in classes than it has households, and fixed numbers are kept. r varies the flows.
func divide(parent cells, shares []share, r rng) ([]cells, error) {
	out := make([]cells, len(shares))
	if err := divideBase(parent, shares, out); err != nil {
		return nil, err
	}
	poor, err := dividePoor(parent, shares, out)
	if err != nil {
		return nil, err
	}
	for g := range groups {
		d := division{parent: parent.Flow[g], group: g, out: out, poor: poor[g], r: r}
		if err := d.run(shares); err != nil {
			return nil, fmt.Errorf("group %d: %w", g, err)
		}
	}
	return out, nil
}

func divideBase(parent cells, shares []share, out []cells) error {
	n := len(shares)
	total, weights, fixed := make([]int, n), make([]int, n), 0
	for i, s := range shares {
		weights[i] = s.Households
		fixed += s.FixedHouseholds
		total[i] = s.FixedHouseholds
	}
	if fixed == 0 {
		var err error
		if total, err = apportion(parent.households(), weights, fill(n, parent.households())); err != nil {
			return err
		}
	} else if fixed != parent.households() {
		return fmt.Errorf("fixed households add up to %d, not %d", fixed, parent.households())
	}
	for i, s := range shares {
		weights[i] = s.Minority
	}
	m, err := apportion(parent.Base[minority], weights, total)
	if err != nil {
		return err
	}
	for i := range out {
		out[i].Base = [groups]int{total[i] - m[i], m[i]}
	}
	return nil
}

// dividePoor gives each child its poor households by group.
func dividePoor(parent cells, shares []share, out []cells) (poor [groups][]int, err error) {
	n := len(shares)
	var weights, caps [groups][]int
	fixed := 0
	for g := range groups {
		weights[g], caps[g] = make([]int, n), make([]int, n)
		for i, s := range shares {
			weights[g][i], caps[g][i] = s.Poor[g], out[i].Base[g]
		}
	}
	for i, s := range shares {
		fixed += s.FixedPoor
		if s.FixedPoor > 0 {
			caps[majority][i] = min(caps[majority][i], s.FixedPoor)
		}
	}
	if poor[majority], err = apportion(parent.ends(majority, toPoor), weights[majority], caps[majority]); err != nil {
		return poor, err
	}
	if fixed == 0 {
		poor[minority], err = apportion(parent.ends(minority, toPoor), weights[minority], caps[minority])
		return poor, err
	}
	poor[minority] = make([]int, n)
	for i, s := range shares {
		poor[minority][i] = s.FixedPoor - poor[majority][i]
		if poor[minority][i] < 0 || poor[minority][i] > out[i].Base[minority] {
			return poor, fmt.Errorf("child %d: %d poor households of minorities among %d", i, poor[minority][i], out[i].Base[minority])
		}
	}
	return poor, nil
}

// division splits the flows of one group.
type division struct {
	parent [fromStates][toStates]int
	group  int
	out    []cells
	poor   []int
	r      rng
}

func (d *division) run(shares []share) error {
	n := len(shares)
	nearWeights, neitherWeights := make([]int, n), make([]int, n)
	room := make([]int, n)
	near := 0
	for i, s := range shares {
		nearWeights[i], neitherWeights[i] = s.Near[d.group], s.Neither[d.group]
		room[i] = d.out[i].Base[d.group] - d.poor[i]
	}
	for from := range fromStates {
		near += d.parent[from][toNear]
	}
	nears, err := apportion(near, nearWeights, room)
	if err != nil {
		return fmt.Errorf("near-poor: %w", err)
	}
	for i := range room {
		room[i] -= nears[i]
	}
	// Into each class: those who came from elsewhere by weight, the rest were there before.
	left := append([]int(nil), d.poor...)
	if err := d.flow(wasNear, toPoor, nears, left); err != nil {
		return err
	}
	if err := d.flow(unlisted, toPoor, d.poor, left); err != nil {
		return err
	}
	d.rest(wasPoor, toPoor, left)
	left = append([]int(nil), nears...)
	if err := d.flow(wasPoor, toNear, d.poor, left); err != nil {
		return err
	}
	if err := d.flow(unlisted, toNear, nears, left); err != nil {
		return err
	}
	d.rest(wasNear, toNear, left)
	if err := d.flow(wasPoor, toNeither, d.poor, room); err != nil {
		return err
	}
	if err := d.flow(wasNear, toNeither, nears, room); err != nil {
		return err
	}
	if err := d.flow(unlisted, toNeither, neitherWeights, room); err != nil {
		return err
	}
	// Those who left stand in no base any more.
	if err := d.flow(wasPoor, toLeft, d.poor, fill(n, d.parent[wasPoor][toLeft])); err != nil {
		return err
	}
	return d.flow(wasNear, toLeft, nears, fill(n, d.parent[wasNear][toLeft]))
}

// flow splits one cell by weights, varied by chance, within the room, which it uses up.
func (d *division) flow(from, to int, weights, room []int) error {
	w := make([]int, len(weights))
	for i := range w {
		w[i] = weights[i] * d.r.between(60, 140)
	}
	parts, err := apportion(d.parent[from][to], w, room)
	if err != nil {
		return fmt.Errorf("flow %d→%d: %w", from, to, err)
	}
	for i, n := range parts {
		d.out[i].Flow[d.group][from][to] = n
		room[i] -= n
	}
	return nil
}

// rest gives a cell what the other flows into the class left over.
func (d *division) rest(from, to int, left []int) {
	for i, n := range left {
		d.out[i].Flow[d.group][from][to] = n
	}
}

func fill(n, v int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = v
	}
	return s
}
