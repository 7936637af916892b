// The bytes of a text file as UTF-8, with the encoding chosen by evidence.
#pragma once

#include <string>
#include <string_view>

namespace agglo {

struct DecodedText {
  std::string text;      ///< UTF-8 without byte order mark
  std::string encoding;  ///< "utf-8", "windows-1252", "iso-8859-1", "utf-16le", ... as used
  std::string how;       ///< "byte order mark", "valid UTF-8", "not valid UTF-8", "profile"
};

/// Byte order mark first; then `wanted` (from a profile; any encoding the system's converter knows) when not
/// empty; then UTF-8 when the bytes are valid UTF-8, or nearly so (a broken byte becomes U+FFFD); else
/// windows-1252, or ISO-8859-1 when a byte occurs that windows-1252 does not have. Throws Error for an
/// unknown `wanted` and for bytes that it cannot decode. O(n).
DecodedText decode_text(std::string bytes, std::string_view wanted);

/// True when the bytes hold a NUL in their first kilobytes and no UTF-16 byte order mark: not a text file.
bool looks_binary(std::string_view bytes);

}  // namespace agglo
