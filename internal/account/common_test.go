package account

import (
	"strings"
	"testing"
)

func TestCommonPasswordsAreRefused(t *testing.T) {
	t.Parallel()
	for _, p := range []string{
		"password123", "P@ssw0rd2024", "Passw0rd!!", "qwertyuiop", "1234567890", "0987654321", "qwerty12345", "1q2w3e4r5t", "abcdefghij", "aaaaaaaaaaaa",
		"iloveyou123", "letmein2023", "Welcome@123", "Admin@123456", "123456aA@123", "Matkhau@123", "mật khẩu 123", "MẬT KHẨU!!!", "matkhau2022", "anhyeuem1314",
		"anh yêu em 99", "Yêu Em Mãi Mãi", "vietnam2023!", "matkhauvietnam", "GiaLai@2022", "giamngheo2022", "Giảm nghèo 2022", "ubndxa2023", "hoàng anh gia lai 1",
		"nguyentran1990", "0912345678", "064123456789", "01/01/1990..", "asdfghjkl;", "1234qwerasdf", "abcabcabcabc", "P4ssw0rd.P4ssw0rd", "lan.nguyen2022",
	} {
		if err := checkPassword("lan.nguyen", p); err == nil {
			t.Errorf("%q is taken", p)
		}
	}
}

func TestPasswordsOfOnesOwnAreTaken(t *testing.T) {
	t.Parallel()
	for _, p := range []string{
		goodPassword, "ba con trâu đỏ", "mưa đầu mùa ở Chư Krêy", "correct horse battery staple", "x7#Kd02!mmPq", "tre già măng mọc ven suối", "8f3a91c07be2",
		"một mật khẩu khác", "cà phê sữa đá không đường",
	} {
		if err := checkPassword("lan.nguyen", p); err != nil {
			t.Errorf("%q is refused: %v", p, err)
		}
	}
}

// The list is short because every word of it stands for thousands of passwords.
func TestAWordStandsForItsSpellings(t *testing.T) {
	t.Parallel()
	words, refused := 0, 0
	for w := range commonWords() {
		if strings.Trim(w, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			t.Errorf("%q is not folded", w)
		}
		words++
		for _, tail := range []string{"", "1", "12", "123", "1234", "123456", "@123", "2020", "2021", "2022", "2023", "2024", "!", "@", "123@", "!@#", "999", "1990", "1985", "88"} {
			for _, head := range []string{w, strings.ToUpper(w[:1]) + w[1:], strings.ToUpper(w), inside(w, "a", "@"), inside(w, "o", "0")} {
				if p := head + tail; len(p) >= shortest {
					if refused++; !common(p) {
						t.Fatalf("%q is taken", p)
					}
				}
			}
		}
	}
	if words < 900 || refused < 20_000 {
		t.Errorf("%d words, %d spellings", words, refused)
	}
	t.Logf("%d words, %d spellings tried", words, refused)
}

// inside writes a letter otherwise, but not at the ends, where a digit may belong to what stands around.
func inside(w, letter, as string) string {
	if len(w) < 6 {
		return w
	}
	return w[:1] + strings.ReplaceAll(w[1:len(w)-1], letter, as) + w[len(w)-1:]
}

func FuzzCommon(f *testing.F) {
	f.Add("Matkhau@123")
	f.Fuzz(func(t *testing.T, p string) { common(p) })
}
