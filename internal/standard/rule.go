package standard

// Class is the class that the rule gives.
func (r *Rule) Class() Class { return r.class }
