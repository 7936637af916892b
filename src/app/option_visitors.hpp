// Visitors that turn `visit(visitor, options)` into fields, and option values into an options struct.
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include "agglo/options.hpp"

namespace agglo {

/// Collects an OptionField per member of a default-constructed options struct.
class OptionDescriber {
 public:
  template <class Member>
  void operator()(const char* key, Member& member, OptionInfo info) {
    OptionField field{key, OptionType::text, std::move(info), {}};
    if constexpr (std::is_same_v<Member, bool>) {
      field.type = OptionType::boolean;
      field.default_value = member;
    } else if constexpr (std::is_enum_v<Member>) {
      field.type = OptionType::choice;
      field.default_value = field.info.choices.at(static_cast<std::size_t>(member));
    } else if constexpr (std::is_integral_v<Member>) {
      field.type = OptionType::integer;
      field.default_value = static_cast<double>(member);
    } else if constexpr (std::is_floating_point_v<Member>) {
      field.type = OptionType::number;
      field.default_value = member;
    } else if constexpr (std::is_same_v<Member, std::vector<double>>) {
      field.type = OptionType::number_list;
      field.default_value = member;
    } else {
      static_assert(std::is_same_v<Member, std::string>);
      if (!field.info.choices.empty()) field.type = OptionType::choice;
      if (field.info.is_layer) field.type = OptionType::layer;
      if (field.info.is_column) field.type = OptionType::column;
      if (field.info.is_file) field.type = OptionType::file;
      field.default_value = member;
    }
    fields.push_back(std::move(field));
  }
  std::vector<OptionField> fields;
};

/// Sets the members whose keys are in `values` (already checked against the fields).
class OptionAssigner {
 public:
  explicit OptionAssigner(const OptionValues& values) : values_(values) {}
  template <class Member>
  void operator()(const char* key, Member& member, const OptionInfo& info) {
    const auto found = values_.find(key);
    if (found == values_.end()) return;
    if constexpr (std::is_same_v<Member, bool> || std::is_same_v<Member, std::string> ||
                  std::is_same_v<Member, std::vector<double>>) {
      member = std::get<Member>(found->second);
    } else if constexpr (std::is_enum_v<Member>) {
      const auto& text = std::get<std::string>(found->second);
      for (std::size_t i = 0; i < info.choices.size(); ++i)
        if (info.choices[i] == text) member = static_cast<Member>(i);
    } else {
      member = static_cast<Member>(std::get<double>(found->second));
    }
  }

 private:
  const OptionValues& values_;
};

template <class Options>
std::vector<OptionField> describe_options() {
  Options options;
  OptionDescriber describer;
  visit(describer, options);
  return std::move(describer.fields);
}

/// Values are checked against the description first (type, range, choices).
template <class Options>
Options options_from(const OptionValues& values) {
  OptionValues checked;
  for (const OptionField& field : describe_options<Options>())
    if (const auto found = values.find(field.key); found != values.end())
      checked[field.key] = check_option(field, found->second);
  Options options;
  OptionAssigner assigner(checked);
  visit(assigner, options);
  return options;
}

}  // namespace agglo
