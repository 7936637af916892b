#include "csv_encoding.hpp"

#include <glib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>

#include "agglo/error.hpp"

namespace agglo {
namespace {

// What windows-1252 has at 0x80..0x9F; 0 where it has nothing.
constexpr std::array<std::uint16_t, 32> kWindows1252{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void append_utf8(std::string& out, std::uint32_t code) {
  const auto byte = [&](std::uint32_t value) { out += static_cast<char>(static_cast<unsigned char>(value)); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0 | code >> 6);
    byte(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    byte(0xE0 | code >> 12);
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  } else {
    byte(0xF0 | code >> 18);
    byte(0x80 | (code >> 12 & 0x3F));
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  }
}

unsigned char byte_at(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

/// Length of the valid UTF-8 sequence at `i`, 0 when there is none.
std::size_t sequence_length(std::string_view text, std::size_t i) {
  const unsigned lead = byte_at(text, i);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || i + length > text.size()) return 0;
  for (std::size_t k = 1; k < length; ++k)
    if ((byte_at(text, i + k) & 0xC0) != 0x80) return 0;
  const unsigned second = byte_at(text, i + 1);
  if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) || (lead == 0xF0 && second < 0x90) ||
      (lead == 0xF4 && second > 0x8F))
    return 0;
  return length;
}

struct Utf8Evidence {
  std::size_t sequences = 0, broken = 0;
};

Utf8Evidence utf8_evidence(std::string_view text) {
  Utf8Evidence found;
  for (std::size_t i = 0; i < text.size();) {
    std::uint64_t eight;
    if (i + 8 <= text.size()) {
      std::memcpy(&eight, text.data() + i, 8);
      if ((eight & 0x8080808080808080u) == 0) {
        i += 8;
        continue;
      }
    }
    const std::size_t length = sequence_length(text, i);
    found.sequences += length > 1;
    found.broken += length == 0;
    i += std::max<std::size_t>(length, 1);
  }
  return found;
}

std::string mend_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequence_length(text, i);
    if (length == 0)
      append_utf8(out, 0xFFFD);
    else
      out += text.substr(i, length);
    i += std::max<std::size_t>(length, 1);
  }
  return out;
}

std::string from_single_bytes(std::string_view text, bool windows) {
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  for (const char c : text) {
    std::uint32_t code = static_cast<unsigned char>(c);
    if (windows && code >= 0x80 && code < 0xA0) code = kWindows1252[code - 0x80];
    append_utf8(out, code);
  }
  return out;
}

bool fits_windows1252(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 && byte < 0xA0 && kWindows1252[byte - 0x80] == 0;
  });
}

std::string from_utf16(std::string_view bytes, bool big_endian) {
  std::string out;
  out.reserve(bytes.size());
  const auto unit = [&](std::size_t i) {
    const std::uint32_t first = byte_at(bytes, i), second = byte_at(bytes, i + 1);
    return big_endian ? first << 8 | second : second << 8 | first;
  };
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    std::uint32_t code = unit(i);
    const bool is_high = code >= 0xD800 && code < 0xDC00;
    if (is_high && i + 3 < bytes.size() && unit(i + 2) >= 0xDC00 && unit(i + 2) < 0xE000) {
      code = 0x10000 + ((code - 0xD800) << 10) + (unit(i + 2) - 0xDC00);
      i += 2;
    } else if (code >= 0xD800 && code < 0xE000) {
      code = 0xFFFD;
    }
    append_utf8(out, code);
  }
  return out;
}

struct GFree {
  void operator()(void* memory) const { g_free(memory); }
};

DecodedText decode_as(std::string_view bytes, std::string_view wanted) {
  const std::string name(wanted);
  gsize length = 0;
  GError* error = nullptr;
  const std::unique_ptr<char, GFree> converted(g_convert(bytes.data(), static_cast<gssize>(bytes.size()),
                                                         "UTF-8", name.c_str(), nullptr, &length, &error));
  if (!converted) {
    const bool is_unknown = error != nullptr && error->code == G_CONVERT_ERROR_NO_CONVERSION;
    g_clear_error(&error);
    if (is_unknown)
      throw usage_error("unknown text encoding \"" + name + "\"",
                        "use for example utf-8, windows-1252, gb18030");
    throw failure("the text cannot be decoded as \"" + name + "\"",
                  "leave the encoding out to have it found");
  }
  return {std::string(converted.get(), length), name, "profile"};
}

}  // namespace

bool looks_binary(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return false;
  return bytes.substr(0, 65536).find('\0') != std::string_view::npos;
}

DecodedText decode_text(std::string bytes, std::string_view wanted) {
  const std::string_view view = bytes;
  if (view.starts_with("\xFF\xFE")) return {from_utf16(view.substr(2), false), "utf-16le", "byte order mark"};
  if (view.starts_with("\xFE\xFF")) return {from_utf16(view.substr(2), true), "utf-16be", "byte order mark"};
  const bool has_mark = view.starts_with("\xEF\xBB\xBF");
  if (has_mark) bytes.erase(0, 3);
  const std::string how = has_mark ? "byte order mark" : "valid UTF-8";
  if (!has_mark && !wanted.empty() && wanted != "utf-8" && wanted != "UTF-8") return decode_as(bytes, wanted);
  const Utf8Evidence evidence = utf8_evidence(bytes);
  if (evidence.broken == 0) return {std::move(bytes), "utf-8", how};
  if (has_mark || !wanted.empty() || evidence.sequences > 20 * evidence.broken)
    return {mend_utf8(bytes), "utf-8", how + ", but for " + std::to_string(evidence.broken) + " bytes"};
  const bool windows = fits_windows1252(bytes);
  return {from_single_bytes(bytes, windows), windows ? "windows-1252" : "iso-8859-1", "not valid UTF-8"};
}

}  // namespace agglo
