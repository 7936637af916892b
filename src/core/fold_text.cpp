#include "core/fold_text.hpp"

#include <array>
#include <cstdint>

namespace agglo {

namespace {

// What the letters from U+00C0 to U+017F become; a dot = the letter itself.
constexpr std::array<std::string_view, 192> kLatin{
    "a", "a", "a",  "a",  "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",   // 00C0
    "d", "n", "o",  "o",  "o", "o", "o",  ".", "o", "u", "u", "u", "u", "y", "th", "ss",  // 00D0
    "a", "a", "a",  "a",  "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",   // 00E0
    "d", "n", "o",  "o",  "o", "o", "o",  ".", "o", "u", "u", "u", "u", "y", "th", "y",   // 00F0
    "a", "a", "a",  "a",  "a", "a", "c",  "c", "c", "c", "c", "c", "c", "c", "d",  "d",   // 0100
    "d", "d", "e",  "e",  "e", "e", "e",  "e", "e", "e", "e", "e", "g", "g", "g",  "g",   // 0110
    "g", "g", "g",  "g",  "h", "h", "h",  "h", "i", "i", "i", "i", "i", "i", "i",  "i",   // 0120
    "i", "i", "ij", "ij", "j", "j", "k",  "k", "k", "l", "l", "l", "l", "l", "l",  "l",   // 0130
    "l", "l", "l",  "n",  "n", "n", "n",  "n", "n", "n", "n", "n", "o", "o", "o",  "o",   // 0140
    "o", "o", "oe", "oe", "r", "r", "r",  "r", "r", "r", "s", "s", "s", "s", "s",  "s",   // 0150
    "s", "s", "t",  "t",  "t", "t", "t",  "t", "u", "u", "u", "u", "u", "u", "u",  "u",   // 0160
    "u", "u", "u",  "u",  "w", "w", "y",  "y", "y", "z", "z", "z", "z", "z", "z",  "s"};  // 0170

/// Greek and Cyrillic: the letter in lower case, Greek without its accent.
std::uint32_t folded_other(std::uint32_t c) {
  switch (c) {
    case 0x386:
    case 0x3AC:
      return 0x3B1;  // alpha
    case 0x388:
    case 0x3AD:
      return 0x3B5;  // epsilon
    case 0x389:
    case 0x3AE:
      return 0x3B7;  // eta
    case 0x38A:
    case 0x3AF:
    case 0x3AA:
    case 0x3CA:
    case 0x390:
      return 0x3B9;  // iota
    case 0x38C:
    case 0x3CC:
      return 0x3BF;  // omicron
    case 0x38E:
    case 0x3CD:
    case 0x3AB:
    case 0x3CB:
    case 0x3B0:
      return 0x3C5;  // upsilon
    case 0x38F:
    case 0x3CE:
      return 0x3C9;  // omega
    case 0x3C2:
      return 0x3C3;  // final sigma
    case 0x419:
    case 0x439:
      return 0x438;  // short i
    case 0x401:
    case 0x451:
      return 0x435;  // yo
    default:
      break;
  }
  if (c >= 0x391 && c <= 0x3A9) return c + 0x20;
  if (c >= 0x410 && c <= 0x42F) return c + 0x20;
  if (c >= 0x400 && c <= 0x40F) return c + 0x50;
  return c;
}

void append_two_bytes(std::uint32_t c, std::string& out) {
  out.push_back(static_cast<char>(0xC0 | c >> 6));
  out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
}

}  // namespace

void fold_text(std::string_view text, std::string& out) {
  out.clear();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      out.push_back(byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : text[i]);
      continue;
    }
    const bool two = byte >= 0xC2 && byte <= 0xDF && i + 1 < text.size() &&
                     (static_cast<unsigned char>(text[i + 1]) & 0xC0) == 0x80;
    if (!two) {
      out.push_back(text[i]);
      continue;
    }
    const std::uint32_t c = (byte & 0x1Fu) << 6 | (static_cast<unsigned char>(text[i + 1]) & 0x3Fu);
    ++i;
    if (c >= 0xC0 && c < 0x180 && kLatin[c - 0xC0] != ".")
      out += kLatin[c - 0xC0];
    else if (c < 0x300 || c > 0x36F)
      append_two_bytes(folded_other(c), out);
  }
}

std::string folded(std::string_view text) {
  std::string out;
  fold_text(text, out);
  return out;
}

}  // namespace agglo
