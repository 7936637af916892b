// agglo-view: the desktop viewer.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "agglo/error.hpp"
#include "agglo/project.hpp"
#include "viewer/window/app.hpp"

namespace {

using agglo::Error;
using agglo::usage_error;

void print_help() {
  std::printf(
      "agglo-view [PROJECT|FILE] [--script STEPS] [--size WxH] [--scale S]\n"
      "           [--shot PICTURE.png] [--remember]\n\n"
      "Shows a project on a map: layers, clusters, catchments, zones; imports files and runs analyses.\n\n"
      "  PROJECT|FILE       a project made by agglo, or a file to import\n"
      "  --script STEPS     do what a file says, one command a line, then end\n"
      "  --size WxH         size of the window, for example 1600x900\n"
      "  --scale S          fonts and panels S times as large, whatever the display says: 2 for fine "
      "displays\n"
      "  --count-on WHERE   count the points of dense maps on the processor or the graphics card (fastest, "
      "processor, card)\n"
      "  --shot FILE.png    picture of the window when all is loaded (and the script has run), then end\n"
      "  --remember         settings, recent projects and autosave, which a script leaves alone, as at the "
      "desk\n"
      "  --help, --version\n\nCommands of a script (# starts a comment):\n%s",
      agglo::viewer::script_help().c_str());
}

std::string read_text(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw agglo::failure("cannot read \"" + file + "\"", "check the path");
  return {std::istreambuf_iterator<char>(in), {}};
}

/// False when there is nothing to show (--help, --version).
bool parse_arguments(int count, char** values, agglo::viewer::AppOptions& options) {
  bool remember = false;
  for (int i = 1; i < count; ++i) {
    const std::string argument = values[i];
    const auto value = [&] {
      if (i + 1 >= count) throw usage_error(argument + " has no value", "agglo-view --help");
      return std::string(values[++i]);
    };
    if (argument == "--help" || argument == "-h") {
      print_help();
      return false;
    }
    if (argument == "--version") {
      std::printf("agglo-view %s\n", agglo::version().c_str());
      return false;
    }
    if (argument == "--remember") {
      remember = true;
    } else if (argument == "--script") {
      options.script_name = value();
      options.has_script = true;
      options.script = agglo::viewer::parse_script(read_text(options.script_name), options.script_name);
    } else if (argument == "--size") {
      const auto size = agglo::viewer::parse_size(value());
      options.width = size.width;
      options.height = size.height;
    } else if (argument == "--scale") {
      options.display_scale = agglo::viewer::script_number(value());
      if (!(options.display_scale >= 0.5 && options.display_scale <= 4))
        throw usage_error("--scale is not between 0.5 and 4", "agglo-view --help");
    } else if (argument == "--count-on") {
      options.count_on = agglo::viewer::count_on_from(value());
    } else if (argument == "--shot") {
      options.shot = value();
    } else if (argument.size() > 1 && argument[0] == '-') {
      throw usage_error("there is no option \"" + argument + "\"", "agglo-view --help lists them");
    } else if (!options.file.empty()) {
      throw usage_error("two files were given: \"" + options.file.string() + "\" and \"" + argument + "\"",
                        "give one project or file");
    } else {
      options.file = argument;
    }
  }
  // A script's pictures must not depend on who runs it.
  options.remembers = remember || (!options.has_script && options.shot.empty());
  return true;
}

}  // namespace

int main(int count, char** values) {
  try {
    agglo::viewer::AppOptions options;
    if (!parse_arguments(count, values, options)) return 0;
    agglo::viewer::App app(options);
    return app.run();
  } catch (const Error& error) {
    std::fprintf(stderr, "agglo-view: %s\n", error.message.c_str());
    if (!error.hint.empty()) std::fprintf(stderr, "  %s\n", error.hint.c_str());
    return error.kind == agglo::ErrorKind::usage ? 2 : error.kind == agglo::ErrorKind::cancelled ? 130 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "agglo-view: %s\n", error.what());
    return 1;
  }
}
