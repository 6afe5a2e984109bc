package intake

import (
	"context"
	"fmt"
	"strconv"

	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

// How many sealed values of each kind one act looks at.
const (
	previewStep = 50
	chunkStep   = 20 // of chunkBytes each
	imageStep   = 200
)

// ResealPreviews brings the previews of imports under the newest key; see household.ResealPersons.
func ResealPreviews(ctx context.Context, tx *db.Tx, keys *seal.Keys, from string) (next string, changed int64, err error) {
	after, _ := strconv.ParseInt(from, 10, 64)
	list, err := sealedPreviews(ctx, tx, after, previewStep)
	if err != nil {
		return "", 0, err
	}
	for _, x := range list {
		again, fresh, err := keys.Renew(x.content, previewBinding(ID(x.id)))
		if err != nil {
			return "", 0, fmt.Errorf("import %d: preview: %w", x.id, err)
		}
		if !fresh {
			continue
		}
		n, err := tx.Exec(ctx, `update intake set preview = $1 where id = $2 and preview = $3`, again, x.id, x.content)
		if err != nil {
			return "", 0, fmt.Errorf("import %d: preview: %w", x.id, err)
		}
		changed += n
	}
	if len(list) < previewStep {
		return "", changed, nil
	}
	return strconv.FormatInt(list[len(list)-1].id, 10), changed, nil
}

// ResealFiles brings the kept files of imports under the newest key.
func ResealFiles(ctx context.Context, tx *db.Tx, keys *seal.Keys, from string) (next string, changed int64, err error) {
	id, position := int64(0), int64(-1)
	if from != "" {
		if _, err := fmt.Sscanf(from, "%d/%d", &id, &position); err != nil {
			return "", 0, fmt.Errorf("files of imports: place %q: %w", from, err)
		}
	}
	list, err := sealedChunks(ctx, tx, id, position, chunkStep)
	if err != nil {
		return "", 0, err
	}
	for _, x := range list {
		again, fresh, err := keys.Renew(x.content, chunkBinding(ID(x.id), int(x.position)))
		if err != nil {
			return "", 0, fmt.Errorf("file of import %d: %w", x.id, err)
		}
		if !fresh {
			continue
		}
		n, err := tx.Exec(ctx, `update intake_chunk set content = $1 where intake_id = $2 and position = $3`, again, x.id, x.position)
		if err != nil {
			return "", 0, fmt.Errorf("file of import %d: %w", x.id, err)
		}
		changed += n
	}
	if len(list) < chunkStep {
		return "", changed, nil
	}
	last := list[len(list)-1]
	return fmt.Sprintf("%d/%d", last.id, last.position), changed, nil
}

// ResealImages brings under the newest key what is kept to take imports back: each image, and the numbers inside
// it. It runs after the register's own numbers, of which new images are made.
func ResealImages(ctx context.Context, tx *db.Tx, keys *seal.Keys, from string) (next string, changed int64, err error) {
	var at imagePlace
	if from != "" {
		if _, err := fmt.Sscanf(from, "%d/%d/%d/%s", &at.commune, &at.id, &at.first, &at.part); err != nil {
			return "", 0, fmt.Errorf("images of imports: place %q: %w", from, err)
		}
	}
	if at.commune == 0 {
		if at.commune, err = nextImages(ctx, tx, 0); err != nil || at.commune == 0 {
			return "", 0, err
		}
	}
	list, err := sealedImages(ctx, tx, at, imageStep)
	if err != nil {
		return "", 0, err
	}
	for _, x := range list {
		n, err := resealImage(ctx, tx, keys, x)
		if err != nil {
			return "", 0, err
		}
		changed += n
	}
	if len(list) == imageStep {
		last := list[len(list)-1]
		return fmt.Sprintf("%d/%d/%d/%s", last.commune, last.id, last.first, last.part), changed, nil
	}
	commune, err := nextImages(ctx, tx, at.commune)
	if err != nil || commune == 0 {
		return "", changed, err
	}
	return fmt.Sprintf("%d/0/0/-", commune), changed, nil
}

// imagePlace is where an image stands.
type imagePlace struct {
	commune unit.ID
	id      ID
	part    string
	first   household.ID
}

type sealedImage struct {
	imagePlace
	image []byte
}

func resealImage(ctx context.Context, tx *db.Tx, keys *seal.Keys, x sealedImage) (int64, error) {
	ref := household.Ref{Commune: x.commune, ID: x.first}
	bound := imageBinding(x.id, x.part, ref)
	plain, err := keys.Open(x.image, bound)
	if err != nil {
		return 0, fmt.Errorf("import %d: image of %s: %w", x.id, ref, err)
	}
	changed := !keys.Newest(x.image)
	if x.part == partHousehold {
		inner := false
		if plain, inner, err = household.ResealImage(keys, ref, plain); err != nil {
			return 0, fmt.Errorf("import %d: %w", x.id, err)
		}
		changed = changed || inner
	}
	if !changed {
		return 0, nil
	}
	return setImage(ctx, tx, x, keys.Seal(plain, bound))
}
