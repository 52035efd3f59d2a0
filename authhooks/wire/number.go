package wire

import (
	"math"
	"strconv"
	"strings"
)

// Whole reads a decimal number as JSON writes it, with or without fraction and exponent,
// and returns its whole part. "600", "600.0", "6e2" and "600.25" all give 600. exact
// reports that nothing was cut off. ok is false for any other text, and for a whole part
// beyond int64. Whole takes leading zeros, as strconv does. Its cost grows with the
// length of text, and not with the exponent.
func Whole(text string) (n int64, exact, ok bool) {
	unsigned, negative := strings.CutPrefix(text, "-")
	mantissa, power, scientific := unsigned, "", false
	if i := strings.IndexAny(unsigned, "eE"); i >= 0 {
		mantissa, power, scientific = unsigned[:i], unsigned[i+1:], true
	}
	whole, fraction, fractional := strings.Cut(mantissa, ".")
	if !isDigits(whole) || fractional && !isDigits(fraction) {
		return 0, false, false
	}
	digits := whole + fraction
	point := len(whole)
	if scientific {
		e, valid := exponent(power)
		if !valid {
			return 0, false, false
		}
		point += e
	}
	exact = point >= len(digits) || strings.Trim(digits[max(point, 0):], "0") == ""
	digits = digits[:min(max(point, 0), len(digits))]
	zeros := point - len(digits) // to write behind the digits
	if digits = strings.TrimLeft(digits, "0"); digits == "" {
		return 0, exact, true
	}
	if zeros > 0 {
		if zeros > maxDigits {
			return 0, false, false
		}
		digits += strings.Repeat("0", zeros)
	}
	if negative {
		digits = "-" + digits
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, exact, err == nil
}

// maxDigits is how many digits an int64 has at most.
const maxDigits = 19

// exponent reads an exponent with its sign. It caps an exponent that is too large for the
// digits of any text.
func exponent(text string) (n int, ok bool) {
	digits, negative := strings.CutPrefix(text, "-")
	if !negative {
		digits = strings.TrimPrefix(digits, "+")
	}
	if !isDigits(digits) {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n > math.MaxInt32 {
		n = math.MaxInt32
	}
	if negative {
		n = -n
	}
	return n, true
}

func isDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}
