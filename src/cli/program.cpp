// A table of contents. Each command has a file of its own.
#include "cli/program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <new>

#include "agglo/error.hpp"
#include "agglo/manual.hpp"
#include "cli/command_line.hpp"

namespace agglo::cli {
namespace {

using Words = std::vector<std::string>;

bool holds(const Words& words, const char* word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

int run_program(const Words& words, const Ranks& ranks) {
  static const std::map<std::string, std::function<int(const Words&)>> table{
      {"run", run_command},   {"recipe", recipe_command},         {"info", info_command},
      {"man", man_command},   {"operations", operations_command}, {"help", help_command},
      {"view", view_command}, {"completion", completion_command}, {"demo", demo_command}};
  if (words.empty()) {
    fmt::print(stderr, "{}", program_help());
    return 2;
  }
  const std::string& command = words[0];
  if (command == "--version") {
    fmt::print("agglo {}\n", version());
    return 0;
  }
  if (command == "--help" || command == "-h") return help_command({});
  const Words rest(words.begin() + 1, words.end());
  const bool wants_labels = command == "dbscan" && holds(rest, "--labels-only");
  if (holds(rest, "--help") || holds(rest, "-h"))
    return wants_labels ? labels_help() : help_command({command});
  if (wants_labels) return labels_command(rest, ranks);
  if (ranks.size > 1)
    throw usage_error("agglo " + command + " runs as one process, not on several ranks",
                      "start it without mpirun; agglo dbscan --labels-only runs on ranks");
  if (const auto found = table.find(command); found != table.end()) return found->second(rest);
  return operation_command(operation(command), rest);
}

int tell_error(std::exception_ptr exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const Error& error) {
    fmt::print(stderr, "agglo: {}\n", error.message);
    if (!error.hint.empty()) fmt::print(stderr, "  {}\n", error.hint);
    switch (error.kind) {
      case ErrorKind::usage:
        return 2;
      case ErrorKind::failure:
        return 1;
      case ErrorKind::cancelled:
        return 130;
    }
  } catch (const std::bad_alloc&) {
    fmt::print(stderr,
               "agglo: there is not enough memory for this\n  close other programs, or work on a part of the "
               "data\n");
  } catch (const std::exception& error) {
    fmt::print(stderr, "agglo: unexpected error: {}\n  please report this with the command you ran\n",
               error.what());
  }
  return 1;
}

}  // namespace agglo::cli
