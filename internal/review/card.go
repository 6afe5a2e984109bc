package review

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/BurntSushi/toml"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// Card finds a score card: one that comes with the program, or one that was imported.
func Card(ctx context.Context, q db.Querier, id string) (*standard.Card, error) {
	c, unknown := standard.CardByID(id)
	if unknown == nil {
		return c, nil
	}
	content, _, err := cardContent(ctx, q, id)
	if err != nil {
		return nil, err
	}
	if content == "" {
		return nil, unknown
	}
	return readCard([]byte(content))
}

// Cards lists the score cards, those that come with the program first.
func Cards(ctx context.Context, q db.Querier) ([]*standard.Card, error) {
	all := standard.Cards()
	contents, err := cardContents(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, content := range contents {
		c, err := readCard([]byte(content))
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// ImportCard stores a score card that a province obtained. A card that is stored never changes,
// since assessments rest on it: the same card again is accepted and does nothing, another one under
// the same id is refused.
func (s *Service) ImportCard(ctx context.Context, who account.Actor, c *standard.Card) error {
	var b bytes.Buffer
	if err := toml.NewEncoder(&b).Encode(c); err != nil {
		return fmt.Errorf("score card %s: %w", c.ID, err)
	}
	if _, err := readCard(b.Bytes()); err != nil {
		return err
	}
	sum := sha256.Sum256(b.Bytes())
	hash := hex.EncodeToString(sum[:])
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := who.May(ctx, tx, account.WriteReview, unit.CountryID); err != nil {
			return err
		}
		if _, err := standard.CardByID(c.ID); err == nil {
			return fault.New(fault.Conflict, "review.card_exists", "ID", c.ID)
		}
		if err := tx.Lock(ctx, "review.card"); err != nil {
			return err
		}
		switch _, stored, err := cardContent(ctx, tx, c.ID); {
		case err != nil:
			return err
		case stored == hash:
			return nil
		case stored != "":
			return fault.New(fault.Conflict, "review.card_exists", "ID", c.ID)
		}
		if err := insertCard(ctx, tx, c, b.String(), hash); err != nil {
			return err
		}
		return audit.Record(ctx, tx, who.Audit(), audit.Line{
			Act: "review.card", Thing: "card:" + c.ID,
			After: map[string]string{"edition": c.Edition, "hash": hash},
		})
	})
}

func readCard(b []byte) (*standard.Card, error) {
	c, problems, err := standard.ReadCard(b)
	if err != nil {
		return nil, err
	}
	if len(problems) > 0 {
		return nil, problems[0].Fault(lang.Vi)
	}
	return c, nil
}
