package tabular

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// The syllables of Vietnamese: a beginning, a rhyme, a tone. They tell real words from what an old encoding makes of them.
var (
	beginnings = words("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")
	rhymes     = words(`a ac ach ai am an ang anh ao ap at au ay
ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet ooc oong
ô ôc ôi ôm ôn ông ôp ôt ôông ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uêu uôc uôi uôm uôn uông uôt uơ uơn uơt uy uya uych uyn uynh uyt uyu uyên uyêt
ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
y ych yn ynh yt yêm yên yêng yêt yêu
uan uang uanh uac uach uai uao uat uay uăc uăm uăn uăng uăt ue uen ueo uet uach uip uit uâc`)
)

func words(list string) map[string]bool {
	m := map[string]bool{"": false}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// tones are the marks of tones, apart from their letters.
const tones = "\u0300\u0301\u0303\u0309\u0323"

// syllable tells whether a word in lower case can be Vietnamese, and whether it has letters that ASCII lacks.
func syllable(word string) (ok, marked bool) {
	tone := false
	var b strings.Builder
	for _, r := range norm.NFD.String(word) {
		if strings.ContainsRune(tones, r) {
			if tone {
				return false, false
			}
			tone = true
			continue
		}
		b.WriteRune(r)
	}
	base := norm.NFC.String(b.String())
	marked = tone
	for i := 0; i < len(base); i++ {
		marked = marked || base[i] >= 0x80
	}
	if base == "gi" || base == "qu" {
		return true, marked
	}
	for n := min(4, len(base)); n >= 0; n-- { // "đ" has two bytes
		if (n == 0 || beginnings[base[:n]]) && rhymes[base[n:]] {
			return true, marked
		}
	}
	return false, marked
}
