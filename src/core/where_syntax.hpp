// Syntax of where-expressions: text to a tree. What the names and types mean is where_bind's business.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agglo/error.hpp"

namespace agglo::where {

enum class Kind : std::uint8_t {
  number,
  text,
  column,
  null,
  truth,  // leaves
  negative,
  add,
  subtract,
  multiply,
  divide,  // arithmetic
  compare,
  between,
  in,
  like,
  is_null,
  not_,
  and_,
  or_  // conditions
};
enum class Order : std::uint8_t { equal, unequal, less, at_most, more, at_least };

struct Node {
  Kind kind;
  std::size_t at = 0;                   ///< byte of the expression at which it begins
  std::string text;                     ///< of text and column
  double number = 0;                    ///< of number; of truth 0 or 1
  std::optional<std::int64_t> integer;  ///< of a number that is whole and fits
  Order order = Order::equal;
  bool negated = false;  ///< NOT LIKE, NOT IN, NOT BETWEEN, IS NOT NULL
  std::vector<std::unique_ptr<Node>> parts;
};
using NodePtr = std::unique_ptr<Node>;

/// Throws Error{usage}. The expression must not be empty.
NodePtr parse(std::string_view expression);

/// "... (at character 5)": characters, not bytes, from 1.
Error error_at(std::string_view expression, std::size_t at, const std::string& message,
               std::string hint = {});

}  // namespace agglo::where
