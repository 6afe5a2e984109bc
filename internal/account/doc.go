// Package account knows the officers: who they are, the roles they hold over a unit and all below
// it, their passwords and their sessions.
//
// An officer acts as an Actor: one role over one unit. What a role may do stands in one table
// (role.go); where it may do it is the unit's subtree. Every door asks Actor.Can, and every act asks
// Actor.May again with the record's unit in hand, because a job or an import comes without a door.
//
//	role.go      roles and what each may do
//	actor.go     who acts, and the question "may he?"
//	password.go  argon2id, bounded in memory
//	common.go    passwords that everybody tries first
//	device.go    machines that an officer signs in from, and their counters
//	service.go   accounts made, granted, disabled
//	signin.go    sign-in with its counters, sign-out, the demonstration's one click
//	session.go   sessions in our own table, by the hash of their token
//	session_codec.go  how their values are written
//	session_list.go  sessions as their owner sees and ends them
//	store.go     the SQL of account, account_grant and account_session
package account
