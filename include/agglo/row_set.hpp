// RowSet: some rows of a table, one bit each.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace agglo {

/// A set of row numbers below size(). Bit i of word i / 64 stands for row i; bits from size() on are 0.
class RowSet {
 public:
  RowSet() = default;
  explicit RowSet(std::size_t rows, bool all = false)
      : size_(rows), words_((rows + 63) / 64, all ? ~std::uint64_t{0} : 0) {
    clear_tail();
  }

  std::size_t size() const { return size_; }
  bool contains(std::size_t row) const { return row < size_ && (words_[row / 64] >> (row % 64) & 1) != 0; }
  void insert(std::size_t row) { words_[row / 64] |= std::uint64_t{1} << (row % 64); }
  void erase(std::size_t row) { words_[row / 64] &= ~(std::uint64_t{1} << (row % 64)); }
  std::size_t count() const {
    std::size_t n = 0;
    for (const std::uint64_t word : words_) n += static_cast<std::size_t>(std::popcount(word));
    return n;
  }
  bool none() const {
    for (const std::uint64_t word : words_)
      if (word != 0) return false;
    return true;
  }

  /// Both sets must have the same size().
  RowSet& operator&=(const RowSet& other) {
    for (std::size_t k = 0; k < words_.size(); ++k) words_[k] &= other.words_[k];
    return *this;
  }
  RowSet& operator|=(const RowSet& other) {
    for (std::size_t k = 0; k < words_.size(); ++k) words_[k] |= other.words_[k];
    return *this;
  }
  /// Takes the rows of `other` out.
  RowSet& operator-=(const RowSet& other) {
    for (std::size_t k = 0; k < words_.size(); ++k) words_[k] &= ~other.words_[k];
    return *this;
  }
  void flip() {
    for (std::uint64_t& word : words_) word = ~word;
    clear_tail();
  }
  bool operator==(const RowSet&) const = default;

  /// Calls f(row) for each row in order.
  template <class F>
  void for_each(F&& f) const {
    for (std::size_t k = 0; k < words_.size(); ++k)
      for (std::uint64_t word = words_[k]; word != 0; word &= word - 1)
        f(k * 64 + static_cast<std::size_t>(std::countr_zero(word)));
  }
  /// The first `most` rows in order.
  std::vector<std::uint32_t> first(std::size_t most) const {
    std::vector<std::uint32_t> rows;
    for (std::size_t k = 0; k < words_.size() && rows.size() < most; ++k)
      for (std::uint64_t word = words_[k]; word != 0 && rows.size() < most; word &= word - 1)
        rows.push_back(static_cast<std::uint32_t>(k * 64 + static_cast<std::size_t>(std::countr_zero(word))));
    return rows;
  }
  std::span<const std::uint64_t> words() const { return words_; }
  /// For filling in bulk; keep bits from size() on at 0.
  std::span<std::uint64_t> words() { return words_; }

 private:
  void clear_tail() {
    if (size_ % 64 != 0) words_.back() &= (std::uint64_t{1} << (size_ % 64)) - 1;
  }
  std::size_t size_ = 0;
  std::vector<std::uint64_t> words_;
};

}  // namespace agglo
