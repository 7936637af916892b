// The commands that are not operations, but for info and demo.
#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "agglo/error.hpp"
#include "agglo/manual.hpp"
#include "cli/command_line.hpp"

namespace agglo::cli {
namespace {

namespace fs = std::filesystem;

std::string whole_file(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream)
    throw failure(fmt::format("cannot read \"{}\": {}", file, std::strerror(errno)), "check the name");
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

nlohmann::ordered_json json_of(const Timings& all) {
  return {{"read_s", all.read_s},
          {"compute_s", all.compute_s},
          {"write_s", all.write_s},
          {"peak_mb", peak_memory_mb()}};
}

void parse_words(CLI::App& app, const std::string& command, const std::vector<std::string>& words) {
  app.set_help_flag();
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::ParseError& error) {
    throw usage_error(fmt::format("{}: {}", command, error.what()), "see: agglo help " + command);
  }
}

}  // namespace

int run_command(const std::vector<std::string>& words) {
  std::string file;
  CommonOptions common;
  bool replace = false;
  CLI::App app;
  app.add_option("recipe", file)->required();
  app.add_option("-o,--output", common.output)->required();
  app.add_flag("--replace", replace);
  app.add_flag("--json", common.json);
  app.add_flag("--quiet", common.quiet);
  app.add_option("--threads", common.threads)->check(CLI::Range(0, 1024));
  app.add_option("--memory-gib", common.memory_gib);
  parse_words(app, "run", words);
  if (fs::exists(common.output) && !replace)
    throw usage_error(fmt::format("\"{}\" exists already", common.output),
                      "add --replace, or choose another name");
  const Recipe recipe = recipe_from_toml(whole_file(file), file);
  for (const fs::path& map : replayed_files(recipe, common.output))
    if (fs::exists(map) && !replace)
      throw usage_error(fmt::format("the recipe draws \"{}\", which exists already", map.string()),
                        "add --replace, or put the project into another folder");
  RunControl control(common.threads, 0, memory_limit_bytes(common));
  nlohmann::ordered_json steps = nlohmann::ordered_json::array(), notes = nlohmann::ordered_json::array();
  Timings all;
  const ProgressLine progress(control, common.quiet || common.json);
  replay(recipe, file, common.output, control,
         [&](const Step& step, const Outcome& outcome, const Timings& timings) {
           nlohmann::ordered_json counts;
           std::string line;
           for (const auto& [name, value] : outcome.counts) {
             counts[name] = static_cast<std::int64_t>(value);
             line += fmt::format("{}{} {:.0f}", line.empty() ? "" : ", ", name, value);
           }
           all.read_s += timings.read_s;
           all.compute_s += timings.compute_s;
           all.write_s += timings.write_s;
           for (const std::string& note : outcome.notes) notes.push_back(step.name + ": " + note);
           steps.push_back({{"operation", step.operation},
                            {"name", step.name},
                            {"counts", counts},
                            {"notes", outcome.notes}});
           if (common.quiet || common.json) return;
           fmt::print("{} ({}): {}\n", step.operation, step.name, line);
           for (const std::string& note : outcome.notes) fmt::print(stderr, "note: {}\n", note);
         });
  if (common.json)
    fmt::print("{}\n", nlohmann::ordered_json{{"operation", "run"},
                                              {"counts", {{"steps", recipe.steps.size()}}},
                                              {"notes", notes},
                                              {"timings", json_of(all)},
                                              {"steps", steps},
                                              {"written", {common.output}}}
                           .dump(1));
  else if (!common.quiet)
    fmt::print(stderr, "written: {}\n", common.output);
  return 0;
}

int recipe_command(const std::vector<std::string>& words) {
  std::string file;
  CLI::App app;
  app.add_option("project", file)->required();
  parse_words(app, "recipe", words);
  // Inputs as seen from here, where the recipe is most likely saved; maps stay relative to the project they
  // lie beside.
  Recipe recipe = Project::open(file).recipe();
  const fs::path folder = fs::absolute(file).parent_path();
  const auto seen_from_here = [&](const std::string& path) {
    return fs::proximate(folder / path).generic_string();
  };
  for (RecipeStep& entry : recipe.steps) {
    if (operation(entry.step.operation).kind != OperationKind::import) continue;
    entry.step.file = seen_from_here(entry.step.file);
    if (const auto profile = entry.step.options.find("profile"); profile != entry.step.options.end())
      if (auto& name = std::get<std::string>(profile->second); fs::exists(folder / name))
        name = seen_from_here(name);
  }
  fmt::print("{}", recipe_toml(recipe));
  return 0;
}

int operations_command(const std::vector<std::string>& words) {
  bool json = false;
  CLI::App app;
  app.add_flag("--json", json);
  parse_words(app, "operations", words);
  if (!json) {
    for (const Operation& op : operations()) fmt::print("{:<12} {}\n", op.name, op.summary);
    return 0;
  }
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Operation& op : operations()) {
    nlohmann::ordered_json options = nlohmann::ordered_json::array();
    for (const OptionField& field : op.options)
      options.push_back({{"key", field.key},
                         {"flag", field.flag()},
                         {"unit", field.info.unit},
                         {"default", option_text(field.default_value)},
                         {"choices", field.info.choices},
                         {"help", field.info.help}});
    list.push_back({{"name", op.name},
                    {"title", op.title},
                    {"summary", op.summary},
                    {"example", op.example},
                    {"methods", op.methods_anchor},
                    {"options", options}});
  }
  fmt::print("{}\n", list.dump(1));
  return 0;
}

int help_command(const std::vector<std::string>& words) {
  if (words.empty()) {
    fmt::print("{}", program_help());
    return 0;
  }
  for (const Command& command : commands())
    if (command.name == words[0]) {
      fmt::print("{}", command_help(command));
      return 0;
    }
  fmt::print("{}", operation_help(operation(words[0])));
  return 0;
}

int completion_command(const std::vector<std::string>& words) {
  std::string shell;
  CLI::App app;
  app.add_option("shell", shell)->required();
  parse_words(app, "completion", words);
  fmt::print("{}", completion_script(shell));
  return 0;
}

int view_command(const std::vector<std::string>& words) {
  // The viewer is a program of its own, so that the shell needs no display; it lies beside this one.
  const fs::path viewer = fs::canonical("/proc/self/exe").parent_path() / "agglo-view";
  if (!fs::exists(viewer))
    throw failure("the viewer agglo-view is not installed beside agglo",
                  "build with AGGLO_VIEWER=ON, or install it");
  std::vector<std::string> arguments{viewer.string()};
  arguments.insert(arguments.end(), words.begin(), words.end());
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  execv(viewer.c_str(), pointers.data());
  throw failure(fmt::format("cannot start \"{}\": {}", viewer.string(), std::strerror(errno)));
}

int man_command(const std::vector<std::string>& words) {
  std::string folder, date = "2026-11-01";
  CLI::App app;
  app.add_option("--out", folder)->required();
  app.add_option("--date", date);
  parse_words(app, "man", words);
  std::error_code error;
  fs::create_directories(folder, error);
  const auto write = [&](const std::string& name, const std::string& text) {
    std::ofstream stream(fs::path(folder) / (name + ".1"), std::ios::binary);
    stream << text;
    if (!stream.flush())
      throw failure(fmt::format("cannot write to \"{}\"", folder), "check that the folder is writable");
  };
  write("agglo", man_page(nullptr, date));
  for (const Operation& op : operations()) write("agglo-" + op.name, man_page(&op, date));
  return 0;
}

}  // namespace agglo::cli
