package review

import "giamngheo/internal/account"

// MayRecord asks for the right to write every section that a review's form holds: a form that shows half of what
// was found would take the other half away when it is saved.
func MayRecord(who account.Actor) error {
	if !who.Can(account.WriteReview) {
		return nil // refused with the unit in hand
	}
	return who.MayWrite(append([]account.Section{account.Identity, account.Members, account.Income, account.Support}, account.Services...)...)
}
