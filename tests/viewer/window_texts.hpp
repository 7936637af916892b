// Every text that goes through tr(): read from the sources, from the tables of commands and of operations.
#pragma once

#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <string>

#include "agglo/operations.hpp"
#include "viewer/panels/commands.hpp"

namespace agglo::viewer {

namespace fs = std::filesystem;

inline std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Text {
  std::string plural;  ///< empty = has none
  std::string where;
};
using Texts = std::map<std::string, Text>;

/// String literals from `at` on, joined as the compiler joins them; `at` ends behind them.
inline std::string literals(const std::string& source, std::size_t& at) {
  std::string text;
  while (at < source.size()) {
    if (source[at] == '"') {
      for (++at; at < source.size() && source[at] != '"'; ++at) {
        if (source[at] != '\\') {
          text += source[at];
          continue;
        }
        const char c = source[++at];
        text += c == 'n' ? '\n' : c;
      }
      ++at;
    } else if (std::isspace(static_cast<unsigned char>(source[at]))) {
      ++at;
    } else {
      break;
    }
  }
  return text;
}

/// tr("..."), tr_key("..."), label("...", id), tr_n("...", "..."), counted("...", "...") of one source.
inline void read_source(const fs::path& file, Texts& texts) {
  const std::string source = read(file);
  static const std::regex call("\\b(tr|tr_key|tr_n|counted|label)\\(\\s*(?=\")");
  for (auto it = std::sregex_iterator(source.begin(), source.end(), call); it != std::sregex_iterator();
       ++it) {
    auto at = static_cast<std::size_t>(it->position() + it->length());
    const std::string text = literals(source, at);
    Text& entry = texts[text];
    entry.where += " " + file.filename().string();
    if (it->str(1) != "tr_n" && it->str(1) != "counted") continue;
    at = source.find('"', at);
    entry.plural = literals(source, at);
  }
  // tr(on ? "one" : "other")
  static const std::regex choice("\\btr\\([^\"();]*\\?\\s*(?=\")");
  for (auto it = std::sregex_iterator(source.begin(), source.end(), choice); it != std::sregex_iterator();
       ++it) {
    auto at = static_cast<std::size_t>(it->position() + it->length());
    texts[literals(source, at)].where += " " + file.filename().string();
    if (source[at] != ':') continue;
    at = source.find('"', at);
    texts[literals(source, at)].where += " " + file.filename().string();
  }
}

inline Texts read_texts_of_the_window() {
  Texts texts;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(AGGLO_SOURCE_DIR) / "src/viewer"))
    if (entry.path().extension() == ".cpp" || entry.path().extension() == ".hpp")
      if (entry.path().filename() != "tr.hpp") read_source(entry.path(), texts);
  for (const Command& command : commands())
    if (command.menu != Menu::language) texts[command.title].where += std::string(" ") + command.id;
  for (const Operation& op : operations()) {
    if (op.kind == OperationKind::output) continue;
    const std::string where = " agglo " + op.name;
    texts[op.title].where += where;
    texts[op.summary].where += where;
    for (const OptionField& field : op.options)
      if (!field.info.help.empty()) texts[field.info.help].where += where;
  }
  texts.erase("");
  return texts;
}

inline const Texts& texts_of_the_window() {  // read once: regular expressions are slow
  static const Texts texts = read_texts_of_the_window();
  return texts;
}

}  // namespace agglo::viewer
