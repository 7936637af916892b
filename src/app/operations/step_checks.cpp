#include "app/operations/step_checks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "agglo/error.hpp"

namespace agglo {

void refuse_unused(const Step& step, const std::string& choice, std::initializer_list<const char*> keys,
                   const std::string& hint) {
  for (const OptionField& field : operation(step.operation).options)
    for (const char* key : keys) {
      const auto given = step.options.find(key);
      if (field.key != key || given == step.options.end() ||
          option_text(given->second) == option_text(field.default_value))
        continue;
      throw usage_error(fmt::format("{} is given as \"{}\", and {} does not use it", field.flag(),
                                    option_text(given->second), choice),
                        hint.empty() ? "leave it out" : "leave it out, or " + hint);
    }
}

void refuse_switched_off(const Step& step) {
  const std::vector<OptionField>& fields = operation(step.operation).options;
  for (const OptionField& field : fields) {
    if (is_used(field, fields, step.options)) continue;
    const UsedWith& with = field.info.used_with;
    const auto deciding =
        std::find_if(fields.begin(), fields.end(), [&](const OptionField& f) { return f.key == with.key; });
    const auto given = step.options.find(with.key);
    const OptionValue& chosen = given == step.options.end() ? deciding->default_value : given->second;
    refuse_unused(step, deciding->flag() + " " + option_text(chosen), {field.key.c_str()},
                  fmt::format("use {} {}", deciding->flag(), fmt::join(with.choices, " or ")));
  }
}

bool same_rows(const Table& a, const Table& b) {
  if (a.row_count != b.row_count) return false;
  const Column *of_a = a.find("id"), *of_b = b.find("id");
  for (std::size_t row = 0; of_a && of_b && row < a.row_count; ++row)
    if (of_a->text(row) != of_b->text(row)) return false;
  return true;
}

}  // namespace agglo
