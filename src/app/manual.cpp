#include "agglo/manual.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "agglo/error.hpp"
#include "agglo/project.hpp"

namespace agglo {
namespace {

/// Of analyses only; the import has an option of this name.
constexpr const char* kReplaceFlag = "--replace";
constexpr const char* kReplaceHelp =
    "Write -o even over a GeoPackage that holds layers of your own, which are lost";

/// Breaks at blanks so that no line is longer than `width`; continuation lines get `indent` blanks.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
  std::string result;
  std::size_t column = indent;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    if (column > indent && column + 1 + word.size() > width) {
      result += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      result += ' ';
      ++column;
    }
    result += word;
    column += word.size();
    begin = end + 1;
  }
  return result;
}

std::string entry(const std::string& left, const std::string& right) {
  constexpr std::size_t kLeft = 30, kWidth = 100;
  std::string text = "  " + left;
  if (text.size() + 2 > kLeft)
    text += "\n" + std::string(kLeft, ' ');
  else
    text.resize(kLeft, ' ');
  return text + wrapped(right, kWidth, kLeft) + "\n";
}

std::string range_note(const OptionField& field) {
  const OptionInfo& info = field.info;
  if (!std::isfinite(info.min) && !std::isfinite(info.max)) return {};
  if (std::isfinite(info.max))
    return fmt::format(fmt::runtime(info.min_excluded ? "above {}, at most {}" : "{} to {}"), info.min,
                       info.max);
  return fmt::format("{} {}", info.min_excluded ? "above" : "at least", info.min);
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string troff(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\')
      result += "\\e";
    else if (c == '-')
      result += "\\-";
    else
      result += c;
  }
  if (!result.empty() && (result[0] == '.' || result[0] == '\'')) result.insert(0, "\\&");
  return result;
}

std::string input_usage(const Operation& op) {
  if (op.kind == OperationKind::import) return "FILE -o PROJECT.gpkg";
  if (op.kind == OperationKind::output) return "PROJECT|FILE -o FILE";
  return "PROJECT|FILE [-o FILE]";
}

}  // namespace

const std::vector<Command>& commands() {
  static const std::vector<Command> table{
      {"run", "run RECIPE.toml -o PROJECT.gpkg [--replace]", "Replays a recipe into a new project",
       "Runs every step of the recipe. Files are looked for beside the recipe, then from where you are. Maps "
       "are "
       "written beside the project. An existing project is only overwritten with --replace."},
      {"recipe", "recipe PROJECT.gpkg", "Prints the recipe that made a project",
       "Prints the steps as TOML, ready to be saved, edited and replayed with agglo run."},
      {"info", "info [PROJECT|FILE] [--json]", "Tells what a project or file holds",
       "For a project: its layers, projection and steps. For another file: how agglo would read it, with "
       "doubtful rows."},
      {"operations", "operations [--json]", "Lists the operations",
       "Lists every analysis with one line each."},
      {"help", "help [OPERATION]", "Explains a command",
       "Prints the help of the program or of one operation."},
      {"completion", "completion bash", "Prints a completion script for the shell",
       "Load it with: source <(agglo completion bash)"},
      {"view", "view [PROJECT|FILE]", "Opens the desktop viewer", "Starts agglo-view, a program of its own."},
      {"demo", "demo [--out FOLDER]", "Runs the teaching project",
       "Replays the recipe of the synthetic teaching project and writes a project, a PDF map, a picture, a "
       "table and a "
       "page that shows them, then prints three findings."},
      {"man", "man --out FOLDER", "Writes the manual pages",
       "Writes one man page for the program and one per operation."}};
  return table;
}

const std::vector<std::pair<std::string, std::string>>& common_options() {
  static const std::vector<std::pair<std::string, std::string>> table{
      {"-o, --output FILE",
       "Where the result goes; by its ending .gpkg .csv .geojson .fgb .shp .xlsx, maps .pdf .svg .png"},
      {"--name NAME", "Name of the result in the project"},
      {"--json", "Print one JSON object with counts, notes and timings"},
      {"--threads N", "Threads to use (default: all)"},
      {"--memory-gib G",
       "Memory that the process may hold; clusterings that need more are refused (default: what is free)"},
      {"--seed N", "Seed for everything random (default: 0)"},
      {"--quiet", "Print errors only"}};
  return table;
}

bool has_option(const Operation& op, const std::string& key) {
  return std::any_of(op.options.begin(), op.options.end(),
                     [&](const OptionField& field) { return field.key == key; });
}

std::string option_usage(const OptionField& field) {
  std::string value;
  switch (field.type) {
    case OptionType::boolean:
      return field.flag();
    case OptionType::number:
    case OptionType::integer:
      value = field.info.unit.empty() ? "N" : upper(field.info.unit);
      break;
    case OptionType::number_list:
      value = (field.info.unit.empty() ? "N" : upper(field.info.unit)) + ",...";
      break;
    case OptionType::layer:
      value = "LAYER";
      break;
    case OptionType::column:
      value = "COLUMN";
      break;
    case OptionType::file:
      value = "FILE";
      break;
    case OptionType::choice:
    case OptionType::text:
      value = "TEXT";
      break;
  }
  if (field.type == OptionType::choice) {
    value.clear();
    for (const std::string& choice : field.info.choices) value += (value.empty() ? "" : "|") + choice;
  }
  return field.flag() + " " + value;
}

std::string option_help(const OptionField& field) {
  std::string note = range_note(field);
  if (!note.empty() && !field.info.unit.empty()) note += " " + field.info.unit;
  const std::string standard = option_text(field.default_value);
  const bool plain_flag = field.type == OptionType::boolean && standard == "false";
  if (!standard.empty() && !plain_flag) note += (note.empty() ? "" : "; ") + ("default " + standard);
  if (field.type == OptionType::boolean && !plain_flag)
    note += "; switch off with " + field.flag() + "=false";
  const UsedWith& with = field.info.used_with;
  if (!with.key.empty())
    note +=
        fmt::format("{}only with --{} {}", note.empty() ? "" : "; ", with.key, fmt::join(with.choices, "|"));
  return field.info.help + (note.empty() ? "" : " (" + note + ")");
}

std::string program_help() {
  std::string text =
      "agglo finds business clusters and the catchments of the places that serve them.\n\n"
      "Usage: agglo COMMAND ...\n\nOperations:\n";
  for (const Operation& op : operations()) text += entry(op.name, op.summary);
  text += "\nOther commands:\n";
  for (const Command& command : commands()) text += entry(command.name, command.summary);
  return text +
         "\nFirst steps:\n"
         "  agglo demo                                        the teaching project\n"
         "  agglo import firms.csv --as establishments -o region.gpkg\n"
         "  agglo dbscan region.gpkg --eps-m 500 --min-points 10\n"
         "  agglo map region.gpkg -o clusters.pdf\n\n"
         "More: agglo help OPERATION\n";
}

std::string operation_help(const Operation& op) {
  std::string text = fmt::format("{}\n\nUsage: agglo {} {} [options]\n\n{}\n\nOptions:\n", op.title, op.name,
                                 input_usage(op), wrapped(op.description, 100, 0));
  for (const OptionField& field : op.options) text += entry(option_usage(field), option_help(field));
  text += "\nFor every operation:\n";
  for (const auto& [flag, help] : common_options()) text += entry(flag, help);
  if (op.kind == OperationKind::analysis) text += entry(kReplaceFlag, kReplaceHelp);
  if (op.kind != OperationKind::import) {
    text += "\nWhen the input is a file instead of a project:\n";
    text += entry("--map FIELD=COLUMN,...", "Which column holds what, for example sector=NAICS,jobs=EMP");
    text += entry("--profile P, --crs CRS, --layer L", "As in agglo import");
    for (const auto* roles : {&op.needs, &op.uses})
      for (const Role role : *roles)
        if (role != Role::establishments && !has_option(op, to_string(role)))
          text +=
              entry(fmt::format("--{} FILE", to_string(role)), fmt::format("The {} to use", to_string(role)));
  }
  return text + "\nExample:\n  " + op.example + "\n\nMethod: docs/methods.md, section \"" +
         op.methods_anchor + "\"\n";
}

std::string command_help(const Command& command) {
  return fmt::format("{}\n\nUsage: agglo {}\n\n{}\n", command.summary, command.usage,
                     wrapped(command.description, 100, 0));
}

std::string man_page(const Operation* op, std::string_view date) {
  const std::string page = op ? "agglo-" + op->name : "agglo";
  std::string text =
      fmt::format(".TH {} 1 \"{}\" \"agglo {}\" \"User Commands\"\n", upper(page), date, version());
  text +=
      ".SH NAME\n" + troff(page) + " \\- " +
      troff(op ? op->summary : "finds business clusters and the catchments of the places that serve them") +
      "\n";
  text += ".SH SYNOPSIS\n.B agglo " +
          (op ? troff(op->name) + "\n" + troff(input_usage(*op)) : std::string("\nCOMMAND")) +
          "\n[options]\n";
  if (!op) {
    text += ".SH COMMANDS\n";
    for (const Operation& row : operations())
      text += ".TP\n.BR agglo\\-" + troff(row.name) + " (1)\n" + troff(row.summary) + "\n";
    for (const Command& command : commands())
      text += ".TP\n.B " + troff(command.usage) + "\n" + troff(command.description) + "\n";
  } else {
    text += ".SH DESCRIPTION\n" + troff(op->description) + "\n.SH OPTIONS\n";
    for (const OptionField& field : op->options)
      text += ".TP\n.B " + troff(option_usage(field)) + "\n" + troff(option_help(field)) + "\n";
  }
  text += ".SH COMMON OPTIONS\n";
  for (const auto& [flag, help] : common_options())
    text += ".TP\n.B " + troff(flag) + "\n" + troff(help) + "\n";
  if (op && op->kind == OperationKind::analysis)
    text += std::string(".TP\n.B ") + troff(kReplaceFlag) + "\n" + troff(kReplaceHelp) + "\n";
  if (op) text += ".SH EXAMPLE\n.nf\n" + troff(op->example) + "\n.fi\n";
  return text +
         ".SH EXIT STATUS\n0 done; 1 it could not be done; 2 the command line is wrong; 130 cancelled.\n";
}

std::string completion_script(std::string_view shell) {
  if (shell != "bash")
    throw usage_error(fmt::format("there is no completion for \"{}\"", shell), "give bash");
  std::string names, cases;
  for (const Operation& op : operations()) {
    names += op.name + " ";
    cases += "    " + op.name + ") flags=\"";
    for (const OptionField& field : op.options) cases += field.flag() + " ";
    if (op.kind == OperationKind::analysis) cases += "--replace ";
    cases += "$common\" ;;\n";
  }
  for (const Command& command : commands()) names += command.name + " ";
  return fmt::format(
      "# bash completion for agglo\n"
      "_agglo() {{\n"
      "  local word=\"${{COMP_WORDS[COMP_CWORD]}}\" flags=\"\"\n"
      "  local common=\"--output --name --json --threads --memory-gib --seed --quiet --help\"\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then COMPREPLY=($(compgen -W \"{}\" -- \"$word\")); return; fi\n"
      "  case \"${{COMP_WORDS[1]}}\" in\n{}"
      "    help) COMPREPLY=($(compgen -W \"{}\" -- \"$word\")); return ;;\n"
      "  esac\n"
      "  case \"$word\" in\n"
      "    -*) COMPREPLY=($(compgen -W \"$flags\" -- \"$word\")) ;;\n"
      "    *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
      "  esac\n"
      "}}\n"
      "complete -o filenames -F _agglo agglo\n",
      names, cases, names);
}

}  // namespace agglo
