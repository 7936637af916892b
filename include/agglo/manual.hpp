// Manual: help texts, man pages and shell completion, all from the operations table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agglo/operations.hpp"

namespace agglo {

/// A command of the shell that is not an operation: "info", "run" ...
struct Command {
  std::string name;
  std::string usage;    ///< after "agglo "
  std::string summary;  ///< one line
  std::string description;
};
const std::vector<Command>& commands();

/// "--eps-m M", with the metavariable from type and unit.
std::string option_usage(const OptionField& field);
/// "Radius ... (metres, above 0; default 500)".
std::string option_help(const OptionField& field);

/// The whole program, one operation, one command: plain text of at most 100 columns.
std::string program_help();
std::string operation_help(const Operation& operation);
std::string command_help(const Command& command);

/// Options that all operations share, as "flag -> help".
const std::vector<std::pair<std::string, std::string>>& common_options();

/// A man page (troff): of the program when `operation` is null.
std::string man_page(const Operation* operation, std::string_view date);
/// A completion script; Error{usage} for shells other than bash.
std::string completion_script(std::string_view shell);

}  // namespace agglo
