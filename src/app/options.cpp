#include "agglo/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "agglo/error.hpp"
#include "core/edit_distance.hpp"

namespace agglo {
namespace {

std::string number_text(double value) {
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

Error bad_value(const OptionField& field, std::string_view found, const std::string& wanted) {
  return usage_error(fmt::format("{} is \"{}\"", field.flag(), found), wanted);
}

std::string range_text(const OptionInfo& info) {
  const std::string unit = info.unit.empty() ? "" : " " + info.unit;
  const bool has_min = std::isfinite(info.min), has_max = std::isfinite(info.max);
  if (has_min && has_max)
    return info.min_excluded
               ? fmt::format("give a number above {} and at most {}{}", info.min, info.max, unit)
               : fmt::format("give a number from {} to {}{}", info.min, info.max, unit);
  if (has_min)
    return fmt::format("give a number {} {}{}", info.min_excluded ? "above" : "of at least", info.min, unit);
  return "give a number" + (unit.empty() ? "" : " in" + unit);
}

double checked_number(const OptionField& field, double value, std::string_view found) {
  const OptionInfo& info = field.info;
  const bool in_range =
      std::isfinite(value) && value <= info.max && (info.min_excluded ? value > info.min : value >= info.min);
  if (!in_range) throw bad_value(field, found, range_text(info));
  if (field.type == OptionType::integer && value != std::floor(value))
    throw bad_value(field, found, "give a whole number");
  return value;
}

double parse_number(const OptionField& field, std::string_view text, std::string_view whole) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw bad_value(field, whole, range_text(field.info));
  return checked_number(field, value, whole);
}

std::string checked_text(const OptionField& field, std::string text) {
  const auto& choices = field.info.choices;
  if (!choices.empty() && std::find(choices.begin(), choices.end(), text) == choices.end())
    throw bad_value(field, text, "give one of: " + joined(choices));
  return text;
}

std::vector<double> checked_list(const OptionField& field, std::vector<double> values,
                                 std::string_view found) {
  if (values.empty()) throw bad_value(field, found, "give one or more numbers separated by commas");
  for (const double value : values) checked_number(field, value, found);
  return values;
}

}  // namespace

std::string OptionField::flag() const {
  std::string text = "--" + key;
  std::replace(text.begin(), text.end(), '_', '-');
  return text;
}

bool is_used(const OptionField& field, const std::vector<OptionField>& fields, const OptionValues& values) {
  const UsedWith& with = field.info.used_with;
  const auto deciding =
      std::find_if(fields.begin(), fields.end(), [&](const OptionField& f) { return f.key == with.key; });
  if (deciding == fields.end()) return true;
  const auto given = values.find(with.key);
  const std::string chosen = option_text(given == values.end() ? deciding->default_value : given->second);
  return std::find(with.choices.begin(), with.choices.end(), chosen) != with.choices.end();
}

OptionValue parse_option(const OptionField& field, std::string_view text) {
  switch (field.type) {
    case OptionType::boolean:
      if (text == "true" || text == "yes" || text == "1") return true;
      if (text == "false" || text == "no" || text == "0") return false;
      throw bad_value(field, text, "give true or false");
    case OptionType::number:
    case OptionType::integer:
      return parse_number(field, text, text);
    case OptionType::number_list: {
      std::vector<double> values;
      for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        if (begin == end || text.find(';') != text.npos)
          throw bad_value(field, text, "give numbers separated by single commas, such as 5,10");
        values.push_back(parse_number(field, text.substr(begin, end - begin), text));
        begin = end + 1;
      }
      return checked_list(field, std::move(values), text);
    }
    default:
      return checked_text(field, std::string(text));
  }
}

std::string option_text(const OptionValue& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<double>(&value)) return number_text(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  std::string text;
  for (const double number : std::get<std::vector<double>>(value))
    text += (text.empty() ? "" : ",") + number_text(number);
  return text;
}

OptionValue check_option(const OptionField& field, const OptionValue& value) {
  const std::string found = option_text(value);
  switch (field.type) {
    case OptionType::boolean:
      if (std::holds_alternative<bool>(value)) return value;
      throw bad_value(field, found, "give true or false");
    case OptionType::number:
    case OptionType::integer:
      if (const auto* number = std::get_if<double>(&value)) return checked_number(field, *number, found);
      throw bad_value(field, found, range_text(field.info));
    case OptionType::number_list:
      if (const auto* number = std::get_if<double>(&value)) return checked_list(field, {*number}, found);
      if (const auto* list = std::get_if<std::vector<double>>(&value))
        return checked_list(field, *list, found);
      throw bad_value(field, found, "give a list of numbers");
    default:
      if (const auto* text = std::get_if<std::string>(&value)) return checked_text(field, *text);
      throw bad_value(field, found, "give a text in quotes");
  }
}

std::string nearest_word(std::string_view word, const std::vector<std::string>& known) {
  std::size_t least = std::min<std::size_t>(3, std::max<std::size_t>(1, word.size() / 3)) + 1;
  std::string nearest;
  for (const std::string& candidate : known)
    if (const std::size_t distance = edit_distance(candidate, word); distance < least) {
      least = distance;
      nearest = candidate;
    }
  return nearest;
}

}  // namespace agglo
