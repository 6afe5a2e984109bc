package household

import "giamngheo/internal/account"

// Section is the section of the data that a mark tells of.
func (f Flags) Section() account.Section {
	switch f {
	case Local:
		return account.Identity
	case NoLabour:
		return account.Employment
	case FemaleHead:
		return account.Members
	case Disabled:
		return account.HealthCare
	default:
		return account.Support
	}
}

// illness is the cause “có người ốm đau, bệnh nặng hoặc tai nạn”.
const illness Cause = 7

// Section is the section of the data that a cause tells of.
func (c Cause) Section() account.Section {
	if c == illness {
		return account.HealthCare
	}
	return account.Support
}

// Section is the section of the data that a need tells of.
func (Need) Section() account.Section { return account.Support }
