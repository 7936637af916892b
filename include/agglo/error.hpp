// Error: the one exception agglo throws when something cannot go on.
#pragma once

#include <exception>
#include <string>
#include <utility>

namespace agglo {

/// usage: the request is wrong (exit 2). failure: it could not be done (exit 1). cancelled: exit 130.
enum class ErrorKind { usage, failure, cancelled };

/// `message` says what failed, in which file, row or column, and the found value in quotes;
/// `hint` says what to do about it (may be empty).
class Error : public std::exception {
 public:
  Error(ErrorKind error_kind, std::string what_failed, std::string what_to_do = {})
      : kind(error_kind), message(std::move(what_failed)), hint(std::move(what_to_do)) {}
  const char* what() const noexcept override { return message.c_str(); }

  ErrorKind kind;
  std::string message;
  std::string hint;
};

inline Error usage_error(std::string message, std::string hint = {}) {
  return {ErrorKind::usage, std::move(message), std::move(hint)};
}
inline Error failure(std::string message, std::string hint = {}) {
  return {ErrorKind::failure, std::move(message), std::move(hint)};
}

}  // namespace agglo
