#include "viewer/window/script.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "agglo/error.hpp"
#include "viewer/window/script_commands.hpp"

namespace agglo::viewer {

namespace {

std::vector<std::string> split(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false, started = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
      started = true;
    } else if (!quoted && (c == ' ' || c == '\t' || c == '\r' || c == '#')) {
      if (started) words.push_back(word);
      word.clear();
      started = false;
      if (c == '#') return words;
    } else {
      word.push_back(c);
      started = true;
    }
  }
  if (quoted) throw usage_error("a quote is not closed");
  if (started) words.push_back(word);
  return words;
}

void check_argument(char kind, const std::string& text) {
  if (kind == 'n' || kind == 'N') script_number(text);
  const bool switches = text == "on" || text == "off" || text == "open" || text == "close";
  if (kind == 's' && !switches) throw usage_error("found \"" + text + "\"", "give on or off, open or close");
}

void check(const ScriptStep& step) {
  const ScriptCommand* command = script_command(step.command);
  if (!command)
    throw usage_error("there is no command \"" + step.command + "\"", "agglo-view --help lists the commands");
  const std::string_view kinds = command->kinds;
  const auto needed = static_cast<std::size_t>(
      std::count_if(kinds.begin(), kinds.end(), [](char c) { return c >= 'a' && c <= 'z'; }));
  const std::size_t given = step.arguments.size();
  const bool half_place = step.command == "zoom" && given == 2;
  if (given < needed || given > kinds.size() || half_place)
    throw usage_error("found " + std::to_string(given) + " arguments",
                      std::string("write: ") + command->usage);
  for (std::size_t i = 0; i < given; ++i) check_argument(kinds[i], step.arguments[i]);
}

}  // namespace

double script_number(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    throw usage_error("found \"" + text + "\"", "give a number");
  return value;
}

ScriptSize window_size(const std::string& width, const std::string& height) {
  const double w = script_number(width), h = script_number(height);
  const bool whole = w == std::floor(w) && h == std::floor(h);
  if (!(w >= 320 && w <= 16000 && h >= 240 && h <= 16000) || !whole)
    throw usage_error("found \"" + width + "x" + height + "\"", "give a size from 320x240 to 16000x16000");
  return {static_cast<int>(w), static_cast<int>(h)};
}

ScriptSize parse_size(const std::string& text) {
  const std::size_t cross = text.find('x');
  if (cross == std::string::npos) throw usage_error("found \"" + text + "\"", "give a size such as 1600x900");
  return window_size(text.substr(0, cross), text.substr(cross + 1));
}

std::vector<ScriptStep> parse_script(std::string_view text, const std::string& file_name) {
  std::vector<ScriptStep> steps;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 1));
    ++number;
    try {
      auto words = split(line);
      if (words.empty()) continue;
      ScriptStep step{number, words.front(), {words.begin() + 1, words.end()}, std::string(line)};
      check(step);
      steps.push_back(std::move(step));
    } catch (const Error& error) {
      throw usage_error(
          file_name + ", line " + std::to_string(number) + " (" + std::string(line) + "): " + error.message,
          error.hint);
    }
  }
  return steps;
}

std::string script_help() {
  std::string text;
  for (const ScriptCommand& command : script_commands()) {
    std::string usage = command.usage;
    usage.resize(std::max<std::size_t>(usage.size() + 1, 26), ' ');
    text += "  " + usage + command.help + "\n";
  }
  return text;
}

}  // namespace agglo::viewer
