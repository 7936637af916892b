#include <fmt/format.h>
#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

#include <filesystem>
#include <sstream>

#include "agglo/error.hpp"
#include "agglo/project.hpp"

namespace agglo {
namespace {

toml::table step_table(const RecipeStep& entry) {
  toml::table table;
  const Step& step = entry.step;
  table.insert("operation", step.operation);
  table.insert("name", step.name);
  if (!step.file.empty()) table.insert("file", step.file);
  if (!entry.source_sha256.empty()) table.insert("sha256", entry.source_sha256);
  if (step.seed != 0) table.insert("seed", static_cast<std::int64_t>(step.seed));
  for (const auto& [key, value] : step.options) {
    if (const auto* list = std::get_if<std::vector<double>>(&value)) {
      toml::array numbers;
      for (const double number : *list) numbers.push_back(number);
      table.insert(key, std::move(numbers));
    } else {
      std::visit(
          [&, &name = key](const auto& v) {
            if constexpr (!std::is_same_v<std::decay_t<decltype(v)>, std::vector<double>>)
              table.insert(name, v);
          },
          value);
    }
  }
  return table;
}

Error bad_recipe(std::string_view file, const toml::node& node, const std::string& what,
                 const std::string& hint) {
  return usage_error(fmt::format("{}, line {}: {}", file, node.source().begin.line, what), hint);
}

OptionValue option_value(const toml::node& node, std::string_view file, const std::string& key) {
  if (const auto flag = node.value_exact<bool>()) return *flag;
  if (const auto text = node.value_exact<std::string>()) return *text;
  if (node.is_number()) return *node.value<double>();
  if (const toml::array* list = node.as_array()) {
    std::vector<double> numbers;
    for (const toml::node& item : *list) {
      if (!item.is_number())
        throw bad_recipe(file, item, fmt::format("\"{}\" holds something else than numbers", key), "");
      numbers.push_back(*item.value<double>());
    }
    return numbers;
  }
  throw bad_recipe(file, node, fmt::format("\"{}\" is neither text, number, true/false nor a list", key), "");
}

const OptionField& option_field(const Operation& operation, std::string_view key, std::string_view file,
                                const toml::node& node) {
  for (const OptionField& field : operation.options)
    if (field.key == key) return field;
  throw bad_recipe(file, node, fmt::format("operation {} has no option \"{}\"", operation.name, key),
                   "see: agglo help " + operation.name);
}

RecipeStep step_from_table(const toml::table& table, std::string_view file) {
  RecipeStep entry;
  const auto name = table["operation"].value<std::string>();
  if (!name) throw bad_recipe(file, table, "a step has no \"operation\"", "see: agglo operations");
  const Operation& op = operation(*name);
  entry.step.operation = op.name;
  for (const auto& [key_view, node] : table) {
    const std::string key(key_view.str());
    if (key == "operation") continue;
    if (key == "name" || key == "file" || key == "sha256") {
      const auto text = node.value_exact<std::string>();
      if (!text) throw bad_recipe(file, node, fmt::format("\"{}\" is not a text", key), "put it in quotes");
      (key == "name" ? entry.step.name : key == "file" ? entry.step.file : entry.source_sha256) = *text;
    } else if (key == "seed") {
      const auto seed = node.value_exact<std::int64_t>();
      if (!seed || *seed < 0)
        throw bad_recipe(file, node, "\"seed\" is not a whole number of at least 0", "");
      entry.step.seed = static_cast<std::uint64_t>(*seed);
    } else {
      const OptionField& field = option_field(op, key, file, node);
      entry.step.options[key] = check_option(field, option_value(node, file, key));
    }
  }
  if (entry.step.name.empty()) entry.step.name = default_step_name(entry.step);
  return entry;
}

/// Quotes a word for a shell when it needs it.
std::string shell_word(const std::string& word) {
  const bool plain = !word.empty() && word.find_first_not_of(
                                          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                          "0123456789_-./:,=+@%") == std::string::npos;
  if (plain) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

std::string default_step_name(const Step& step) {
  if (step.operation == "zones") return "zone_profile";  // "zones" is the layer of the zones themselves
  if (step.operation != "import") return step.operation;
  const auto role = step.options.find("as");
  return role == step.options.end() ? to_string(Role::establishments) : std::get<std::string>(role->second);
}

std::string recipe_toml(const Recipe& recipe) {
  toml::table document;
  toml::array steps;
  for (const RecipeStep& step : recipe.steps) steps.push_back(step_table(step));
  document.insert("agglo", version());
  document.insert("step", std::move(steps));
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text << "# An agglo recipe: the steps that make this project. Replay: agglo run RECIPE -o PROJECT.gpkg\n"
       << document << "\n";
  return text.str();
}

Recipe recipe_from_toml(std::string_view text, std::string_view file_name) {
  toml::table document;
  try {
    document = toml::parse(text, file_name);
  } catch (const toml::parse_error& error) {
    throw usage_error(
        fmt::format("{}, line {}: {}", file_name, error.source().begin.line, error.description()),
        "a recipe is a TOML file; print one with: agglo recipe PROJECT");
  }
  Recipe recipe;
  const toml::array* steps = document["step"].as_array();
  if (!steps || steps->empty())
    throw usage_error(fmt::format("{} holds no [[step]]", file_name),
                      "print an example with: agglo recipe PROJECT");
  for (const toml::node& node : *steps) {
    const toml::table* table = node.as_table();
    if (!table) throw bad_recipe(file_name, node, "a step is not a table", "write [[step]]");
    recipe.steps.push_back(step_from_table(*table, file_name));
  }
  return recipe;
}

std::string step_command(const Step& step, std::string_view project_file) {
  const bool is_import = step.operation == "import";
  std::string command =
      "agglo " + step.operation + " " + shell_word(is_import ? step.file : std::string(project_file));
  for (const auto& [key, value] : step.options) {
    for (const OptionField& field : operation(step.operation).options)
      if (field.key == key) {
        const auto* flag = std::get_if<bool>(&value);
        command += " " + field.flag();
        if (!flag || !*flag) command += (flag ? "=" : " ") + shell_word(option_text(value));
      }
  }
  if (step.name != default_step_name(step)) command += " --name " + shell_word(step.name);
  if (step.seed != 0) command += fmt::format(" --seed {}", step.seed);
  if (is_import) command += " -o " + shell_word(std::string(project_file));
  if (operation(step.operation).kind == OperationKind::output) command += " -o " + shell_word(step.file);
  return command;
}

bool is_source_of(const Recipe& recipe, const std::filesystem::path& project,
                  const std::filesystem::path& file) {
  const std::filesystem::path folder = std::filesystem::absolute(project).parent_path();
  const auto is_file = [&](const std::filesystem::path& other) {
    std::error_code ignored;
    return std::filesystem::equivalent(other, file, ignored);
  };
  if (is_file(project)) return true;
  for (const RecipeStep& entry : recipe.steps) {
    if (operation(entry.step.operation).kind != OperationKind::import) continue;
    const auto profile = entry.step.options.find("profile");
    if (is_file(folder / entry.step.file) ||
        (profile != entry.step.options.end() && is_file(folder / option_text(profile->second))))
      return true;
  }
  return false;
}

}  // namespace agglo
