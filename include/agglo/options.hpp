// Options: one description of each option, from which flags, recipe keys, forms, help and manual derive.
//
// An options struct describes itself beside its definition (src/app/operations/*.cpp):
//   template <class Visitor> void visit(Visitor& v, DbscanStepOptions& o) {
//     v("eps_m", o.eps_m, {.unit = "m", .min = 0, .min_excluded = true, .help = "Neighbourhood radius"});
//   }
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace agglo {

/// The value of an option. Numbers of any kind are double; lists of numbers keep their order.
using OptionValue = std::variant<bool, double, std::string, std::vector<double>>;
/// Option values by key ("eps_m"); the flag of a key is "--eps-m". Absent = default.
using OptionValues = std::map<std::string, OptionValue, std::less<>>;

enum class OptionType { boolean, number, integer, text, choice, number_list, layer, column, file };

/// That an option counts only when the option `key` has one of these values; always, where `key` is empty or
/// the operation has no such option.
struct UsedWith {
  std::string key{};
  std::vector<std::string> choices{};
};

struct OptionInfo {
  std::string unit{};
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  bool min_excluded = false;
  std::vector<std::string> choices{};  ///< for enums and choice texts, in order of the enum's values
  std::string help{};                  ///< one sentence, plain English
  std::string role{};  ///< for layers: the role it must have ("institutions"); for columns: of which
  bool is_layer = false, is_column = false, is_file = false;
  UsedWith used_with{};
};

struct OptionField {
  std::string key;
  OptionType type;
  OptionInfo info;
  OptionValue default_value;
  std::string flag() const;  ///< "--eps-m"
};

/// Whether the option counts beside these values; `fields`: all options of the operation.
bool is_used(const OptionField& field, const std::vector<OptionField>& fields, const OptionValues& values);

/// Parses one option from text (command line, form). Throws Error{usage} naming the flag, the found value in
/// quotes and what is allowed. Decimal points only, whatever the locale.
OptionValue parse_option(const OptionField& field, std::string_view text);
/// The text that parse_option turns back into `value`.
std::string option_text(const OptionValue& value);
/// The known word that a misspelt one is nearest to, at most a third of its letters and three letters
/// away; the first of equals, empty when there is none.
std::string nearest_word(std::string_view word, const std::vector<std::string>& known);
/// Checks type and range of a value from a recipe; throws Error{usage} as parse_option does. Returns it
/// normalised.
OptionValue check_option(const OptionField& field, const OptionValue& value);

}  // namespace agglo
