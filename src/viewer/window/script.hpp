// Script: what a file of commands tells the viewer to do, one command a line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace agglo::viewer {

struct ScriptStep {
  std::size_t line = 0;
  std::string command;
  std::vector<std::string> arguments;
  std::string text;  ///< the line as written
};

/// Words are split at blanks; "quotes" keep them; # starts a comment. Throws Error{usage} that names file and
/// line for an unknown command, a wrong number of arguments, and numbers that are none.
std::vector<ScriptStep> parse_script(std::string_view text, const std::string& file_name);

/// A number, decimal point whatever the locale. Throws Error{usage}.
double script_number(const std::string& text);
struct ScriptSize {
  int width, height;
};
/// Width and height of a window. Throws Error{usage} unless both are whole and from 320x240 to 16000x16000.
ScriptSize window_size(const std::string& width, const std::string& height);
/// "1600x900", as window_size().
ScriptSize parse_size(const std::string& text);
/// One line for each command, for --help.
std::string script_help();

}  // namespace agglo::viewer
