// One command for every row of the operations table.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "agglo/error.hpp"
#include "agglo/store.hpp"
#include "cli/command_line.hpp"

namespace agglo::cli {
namespace {

namespace fs = std::filesystem;

/// Everything on the command line of one operation, still as text.
struct Words {
  std::string input;
  CommonOptions common;
  std::map<std::string, std::string> options;  ///< by key, as typed
  std::map<Role, std::string> others;
  bool replace = false;                  ///< -o may destroy layers of others
  std::string map, profile, crs, layer;  ///< how to read a file that is not a project
};

/// What is said beside a refusal: the option that a misspelt one is nearest to.
std::string option_hint(const CLI::App& app, const Operation& op, const std::vector<std::string>& arguments) {
  std::vector<std::string> known;
  for (const CLI::Option* option : app.get_options())
    if (option->nonpositional()) known.push_back(option->get_name());
  const std::string see = "see: agglo help " + op.name;
  for (const std::string& argument : arguments) {
    const std::string flag = argument.substr(0, argument.find('='));
    if (flag.rfind("--", 0) != 0 || std::find(known.begin(), known.end(), flag) != known.end()) continue;
    const std::string nearest = nearest_word(flag, known);
    return nearest.empty() ? see : fmt::format("did you mean {}? Else {}", nearest, see);
  }
  return see;
}

Words parse(const Operation& op, const std::vector<std::string>& arguments) {
  CLI::App app{op.title, "agglo " + op.name};
  app.set_help_flag();  // main has looked for --help already
  Words words;
  app.add_option("input", words.input)->required();
  app.add_option("-o,--output", words.common.output);
  app.add_option("--name", words.common.name);
  app.add_flag("--json", words.common.json);
  app.add_flag("--quiet", words.common.quiet);
  app.add_option("--threads", words.common.threads)->check(CLI::Range(0, 1024));
  app.add_option("--seed", words.common.seed);
  app.add_option("--memory-gib", words.common.memory_gib);
  for (const OptionField& field : op.options) {
    if (field.type == OptionType::boolean)
      app.add_flag(field.flag(), words.options[field.key]);
    else
      app.add_option(field.flag(), words.options[field.key]);
  }
  if (op.kind == OperationKind::analysis) app.add_flag("--replace", words.replace);
  if (op.kind != OperationKind::import) {
    app.add_option("--map", words.map);
    app.add_option("--profile", words.profile);
    app.add_option("--crs", words.crs);
    app.add_option("--layer", words.layer);
    for (const auto* roles : {&op.needs, &op.uses})
      for (const Role role : *roles)
        if (role != Role::establishments && words.options.count(to_string(role)) == 0)
          app.add_option(std::string("--") + to_string(role), words.others[role]);
  }
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    throw usage_error(fmt::format("{}: {}", op.name, error.what()), option_hint(app, op, arguments));
  }
  // Only what was typed.
  for (auto entry = words.options.begin(); entry != words.options.end();) {
    const OptionField& field = *std::find_if(op.options.begin(), op.options.end(),
                                             [&](const OptionField& f) { return f.key == entry->first; });
    entry = app.count(field.flag()) == 0 ? words.options.erase(entry) : std::next(entry);
  }
  return words;
}

Step step_from(const Operation& op, const Words& words) {
  Step step;
  step.operation = op.name;
  step.name = words.common.name;
  step.seed = words.common.seed;
  for (const OptionField& field : op.options)
    if (const auto typed = words.options.find(field.key); typed != words.options.end())
      step.options[field.key] = parse_option(field, typed->second);
  if (op.kind == OperationKind::import) step.file = words.input;
  if (op.kind == OperationKind::output) step.file = words.common.output;
  if (step.name.empty()) step.name = default_step_name(step);
  return step;
}

void refuse_file_options(const Words& words) {
  for (const auto& [flag, text] : {std::pair{"--map", &words.map},
                                   {"--profile", &words.profile},
                                   {"--crs", &words.crs},
                                   {"--layer", &words.layer}})
    if (!text->empty())
      throw usage_error(
          fmt::format("{} tells how to read a file, but \"{}\" is a project", flag, words.input),
          "give it to agglo import");
  for (const auto& [role, file] : words.others)
    if (!file.empty())
      throw usage_error(
          fmt::format("--{} gives a file, but \"{}\" is a project", to_string(role), words.input),
          fmt::format("import it: agglo import {} --as {} -o {}", file, to_string(role), words.input));
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

bool same_file(const fs::path& a, const fs::path& b) {
  std::error_code ignored;
  return fs::equivalent(a, b, ignored);
}

/// A result takes the place of a GeoPackage with layers of the user's own only when told so.
void refuse_layers_of_others(const std::string& output) {
  const std::vector<std::string> found = layers_of_others(output);
  if (found.empty()) return;
  constexpr std::size_t kMostNamed = 5;
  std::string names;
  for (std::size_t i = 0; i < std::min(found.size(), kMostNamed); ++i)
    names += fmt::format("{}\"{}\"", i == 0 ? "" : ", ", found[i]);
  if (found.size() > kMostNamed) names += fmt::format(" and {} more", found.size() - kMostNamed);
  throw usage_error(
      fmt::format("-o names \"{}\", which holds layers that are not results of agglo: {}", output, names),
      "choose another name for the result, or add --replace to lose them");
}

/// A result never takes the place of an input, of a project or of what the project was made from.
void check_output(const Operation& op, const Words& words) {
  const std::string& output = words.common.output;
  if (output.empty() || op.kind == OperationKind::import || !fs::exists(output)) return;
  std::vector<std::string> inputs{words.input, words.profile};
  for (const auto& [role, file] : words.others) inputs.push_back(file);
  if (const auto sites = words.options.find("sites"); sites != words.options.end())
    inputs.push_back(sites->second);
  const bool into_project = op.kind == OperationKind::analysis && is_project(words.input);
  for (const std::string& input : inputs)
    if (!input.empty() && same_file(input, output) && !(into_project && input == words.input))
      throw usage_error(fmt::format("-o names \"{}\", which is also read", output),
                        "choose another name for the result");
  if (is_project(words.input) && !(into_project && same_file(words.input, output)) &&
      is_source_of(Project::open(words.input).recipe(), words.input, output))
    throw usage_error(fmt::format("-o names \"{}\", which \"{}\" was imported from", output, words.input),
                      "choose another name for the result");
  if (is_project(output) && !(into_project && same_file(words.input, output)))
    throw usage_error(
        fmt::format("-o names \"{}\", which is a project", output),
        "choose another name for the result, or import the data into the project and leave out -o");
  if (op.kind == OperationKind::analysis && !words.replace && !is_project(output))
    refuse_layers_of_others(output);
}

void write_result(const Outcome& outcome, const std::string& output, RunControl& control, Timings& timings) {
  const auto start = std::chrono::steady_clock::now();
  control.begin("writing " + fs::path(output).filename().string());
  write_layers(output, outcome.layers, outcome.planar, control);
  timings.write_s += seconds_since(start);
}

Outcome run_on_project(const Words& words, const Step& step, RunControl& control, Timings& timings) {
  refuse_file_options(words);
  Project project = Project::open(words.input);
  if (operation(step.operation).kind == OperationKind::output || words.common.output.empty() ||
      same_file(words.input, words.common.output))
    return project.run(step, control, timings);
  // Another output: the project stays as it is.
  auto start = std::chrono::steady_clock::now();
  const Dataset data = project.snapshot(control);
  timings.read_s += seconds_since(start);
  start = std::chrono::steady_clock::now();
  Outcome outcome = run_step(data, step, control);
  timings.compute_s += seconds_since(start);
  outcome.planar = data.frame.kind == FrameKind::plane;
  write_result(outcome, words.common.output, control, timings);
  return outcome;
}

Outcome run_on_plain_file(const Operation& op, const Words& words, const Step& step, RunControl& control,
                          Timings& timings) {
  // A mistyped name is the first thing to tell, whatever else is missing.
  if (!fs::exists(words.input))
    throw failure(fmt::format("there is no file \"{}\"", words.input), "check the path");
  if (op.works_on_results)
    throw usage_error(
        fmt::format("{} works on the results in a project, and \"{}\" is none", op.name, words.input),
        "make one: agglo import FIRMS -o PROJECT.gpkg; analyses of PROJECT.gpkg without -o keep their "
        "results "
        "in it");
  if (words.common.output.empty())
    throw usage_error(
        fmt::format("\"{}\" is not a project, so the result needs a file", words.input),
        "add -o RESULT.gpkg (or .csv), or make a project first: agglo import FIRMS -o PROJECT.gpkg");
  FileInput input;
  input.file = words.input;
  input.import.fields = parse_field_map(words.map);
  input.import.profile = words.profile;
  input.import.crs = words.crs;
  input.import.layer = words.layer;
  for (const auto& [role, file] : words.others)
    if (!file.empty()) input.others[role] = file;
  // `--sites FILE` is the short way to give the institutions, `--network FILE` that to give the roads.
  Step with_files = step;
  for (const auto& [key, role] : {std::pair{"sites", Role::institutions}, {"network", Role::network}})
    if (const auto given = step.options.find(key); given != step.options.end())
      if (const auto& file = std::get<std::string>(given->second); fs::exists(file)) {
        input.others[role] = file;
        with_files.options.erase(key);
      }
  Outcome outcome = run_on_file(input, with_files, control, timings);
  if (op.kind != OperationKind::output) write_result(outcome, words.common.output, control, timings);
  return outcome;
}

}  // namespace

std::uint64_t memory_limit_bytes(const CommonOptions& common) {
  if (!common.memory_gib) return 0;
  // NaN fails both comparisons.
  if (!(*common.memory_gib > 0 && *common.memory_gib < 1e9))
    throw usage_error(fmt::format("--memory-gib is \"{}\"", *common.memory_gib),
                      "give GiB above 0, such as 8");
  return static_cast<std::uint64_t>(std::ceil(*common.memory_gib * 0x1p30));
}

int operation_command(const Operation& op, const std::vector<std::string>& arguments) {
  const Words words = parse(op, arguments);
  const Step step = step_from(op, words);
  if (op.kind != OperationKind::analysis && words.common.output.empty())
    throw usage_error(op.name + ": there is no -o",
                      op.kind == OperationKind::import ? "name the project to import into: -o PROJECT.gpkg"
                                                       : "name the file to draw: -o MAP.pdf (or .png, .svg)");
  check_output(op, words);
  RunControl control(words.common.threads, words.common.seed, memory_limit_bytes(words.common));
  Timings timings;
  Outcome outcome;
  std::string target = words.common.output.empty() ? words.input : words.common.output;
  {
    const ProgressLine progress(control, words.common.quiet || words.common.json);
    if (op.kind == OperationKind::import) {
      outcome = import_into(words.common.output, step, control, timings);
    } else if (is_project(words.input)) {
      outcome = run_on_project(words, step, control, timings);
    } else {
      outcome = run_on_plain_file(op, words, step, control, timings);
    }
  }
  print_outcome(op.name, outcome, timings, words.common, {target});
  return 0;
}

}  // namespace agglo::cli
