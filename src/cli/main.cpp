// The command line: a table of contents. Each command has a file of its own.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <new>

#include "agglo/error.hpp"
#include "agglo/manual.hpp"
#include "cli/command_line.hpp"

namespace {

using Words = std::vector<std::string>;

int run(const Words& words) {
  using namespace agglo;
  using namespace agglo::cli;
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
  const bool wants_help = std::find(rest.begin(), rest.end(), "--help") != rest.end() ||
                          std::find(rest.begin(), rest.end(), "-h") != rest.end();
  if (wants_help) return help_command({command});
  if (const auto found = table.find(command); found != table.end()) return found->second(rest);
  return operation_command(operation(command), rest);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(Words(argv + 1, argv + argc));
  } catch (const agglo::Error& error) {
    fmt::print(stderr, "agglo: {}\n", error.message);
    if (!error.hint.empty()) fmt::print(stderr, "  {}\n", error.hint);
    switch (error.kind) {
      case agglo::ErrorKind::usage:
        return 2;
      case agglo::ErrorKind::failure:
        return 1;
      case agglo::ErrorKind::cancelled:
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
