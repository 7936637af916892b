// Name index: finds names in a column whatever their accents and case.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agglo/run_control.hpp"
#include "agglo/table.hpp"

namespace agglo {

/// What names are compared by: letters without accents and case (Unicode compatibility decomposition), blanks
/// as single spaces, none around. Bytes that are no UTF-8 become U+FFFD.
std::string folded_name(std::string_view text);

/// Best first.
enum class NameMatch : std::uint8_t {
  exact,
  prefix,       ///< the name begins so
  word_prefix,  ///< a word of the name begins so
  inside,
  all_words  ///< every word that was typed is somewhere in it
};

struct NameHit {
  std::uint32_t row;
  NameMatch match;
};

/// The names of one column, folded, in one piece of memory: bytes of the names + 1 per row.
class NameIndex {
 public:
  NameIndex(const Column& names, RunControl& run);

  std::size_t row_count() const { return rows_; }

  /// Looks through up to about `most_bytes` of names from row `from` on and returns the row to go on from
  /// (row_count() at the end). `folded_query` as folded_name() gives it; an empty one finds nothing. At most
  /// `most_of_each` hits of each kind of match are added to `hits` (those already there count). Cost: one
  /// pass over the bytes, about 1 ms per 2 MB.
  std::size_t search(std::string_view folded_query, std::size_t from, std::size_t most_bytes,
                     std::size_t most_of_each, std::vector<NameHit>& hits) const;

 private:
  static constexpr std::size_t kStride = 32;
  std::size_t row_at(std::size_t byte) const;  ///< byte: of its leading "\n"
  std::size_t byte_of(std::size_t row) const;

  std::string bytes_;                ///< "\n" name "\n" name ... "\n"
  std::vector<std::size_t> starts_;  ///< of every kStride-th row: where its leading "\n" is
  std::size_t rows_ = 0;
};

}  // namespace agglo
