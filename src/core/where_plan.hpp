// Plan: a where-expression as it is evaluated, column by column in blocks of rows.
//
// Conditions give the rows for which they are true and nothing else. Three-valued logic needs no third value:
// the opposite of each condition is a condition of its own ("jobs > 5" is opposed by "jobs <= 5", and a
// missing value is in neither), so NOT is gone before anything is evaluated.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "agglo/table.hpp"
#include "core/where_syntax.hpp"

namespace agglo::where {

inline constexpr std::size_t kBlock = 4096;  ///< rows, a multiple of 64

/// Rows begin..begin+count-1; begin is a multiple of 64, count at most kBlock.
struct Span {
  std::size_t begin = 0, count = 0;
  std::size_t words() const { return (count + 63) / 64; }
};
using Words = std::array<std::uint64_t, kBlock / 64>;
using Values = std::array<double, kBlock>;

/// Numbers of rows; NaN = missing.
class Numbers {
 public:
  virtual ~Numbers() = default;
  virtual void values(const Span& span, Values& out) const = 0;
};
using NumbersPtr = std::unique_ptr<const Numbers>;

/// Sets the bits of the rows for which it is true; bits from span.count on are 0 or 1 as they come.
class Condition {
 public:
  virtual ~Condition() = default;
  virtual void rows(const Span& span, Words& out) const = 0;
};
using ConditionPtr = std::unique_ptr<const Condition>;

NumbersPtr constant(double value);
NumbersPtr column_numbers(const std::vector<double>& column);
NumbersPtr column_numbers(const std::vector<std::int64_t>& column);
NumbersPtr column_numbers(const Days& column);
NumbersPtr arithmetic(Kind kind, NumbersPtr a, NumbersPtr b);  ///< negative takes a alone
NumbersPtr years_of(NumbersPtr days);

ConditionPtr always(bool value);
ConditionPtr all_of(ConditionPtr a, ConditionPtr b);
ConditionPtr any_of(ConditionPtr a, ConditionPtr b);
ConditionPtr neither_of(ConditionPtr a, ConditionPtr b);

ConditionPtr compare(Order order, NumbersPtr a, NumbersPtr b);
ConditionPtr compare(Order order, const std::vector<double>& column, double value);
ConditionPtr compare(Order order, const std::vector<std::int64_t>& column, std::int64_t value);
/// Days within low..high, or (`inside` false) known days outside.
ConditionPtr days_within(const Days& column, Day low, Day high, bool inside);
ConditionPtr compare(Order order, const StringColumn& column, std::string value);
ConditionPtr compare(Order order, const StringColumn& a, const StringColumn& b);
/// Texts that are (not) one of the list.
ConditionPtr one_of(const StringColumn& column, std::vector<std::string> values, bool wanted);
ConditionPtr like(const StringColumn& column, const std::string& pattern, bool wanted);
ConditionPtr missing(const Column& column, bool wanted);
ConditionPtr missing(NumbersPtr numbers, bool wanted);

/// True when the folded text fits the folded pattern of LIKE.
bool fits_pattern(std::string_view text, std::string_view pattern);

}  // namespace agglo::where
