// Script commands and facts: what goes wrong, and how the window stands it.
#include <algorithm>
#include <array>

#include "viewer/window/app.hpp"
#include "viewer/window/script_commands.hpp"

namespace agglo::viewer {

namespace {

using Words = std::vector<std::string>;

void must_fail(App& app, const Words& a) {
  std::string line;
  for (std::size_t k = 1; k < a.size(); ++k) line += (k > 1 ? " \"" : "") + a[k] + (k > 1 ? "\"" : "");
  const ScriptStep step = parse_script(line, "fails").at(0);
  std::vector<Message>& messages = app.state.messages;
  const std::size_t before = messages.size();
  try {
    run_command(app, *script_command(step.command), step.arguments);
  } catch (const Error& error) {
    // An error that was wanted must not end the script.
    for (std::size_t k = std::min(before, messages.size()); k < messages.size(); ++k)
      messages[k].kind = MessageKind::warning;
    if (error.message.find(a[0]) != std::string::npos) return;
    throw failure("it fails with \"" + error.message + "\", expected \"" + a[0] + "\"");
  }
  throw failure("it does not fail, expected \"" + a[0] + "\"");
}

/// Of the window, but for the bar at its bottom with the time of a frame.
std::vector<std::uint32_t>& kept_picture() {
  static std::vector<std::uint32_t> pixels;
  return pixels;
}

std::string changed_pixels(App& app) {
  const std::vector<std::uint32_t> now = app.window_pixels(), &kept = kept_picture();
  if (now.size() != kept.size()) return "all";
  std::size_t changed = 0;
  for (std::size_t k = 0; k < now.size(); ++k) changed += now[k] != kept[k] ? 1 : 0;
  return std::to_string(changed);
}

/// `expect` that gives another program half a minute.
void await(App& app, const Words& a) {
  const ScriptCommand& expected = *script_command("expect");
  for (int k = 0; k < 150; ++k) {
    try {
      expected.perform(app, a);
      return;
    } catch (const Error& error) {
      if (error.kind != ErrorKind::failure) throw;
    }
    app.pause(0.2);
  }
  expected.perform(app, a);
}

constexpr std::array kCommands{
    ScriptCommand{"count-on", "t", "count-on fastest|processor|card", "where points are counted",
                  [](App& app, const Words& a) { app.count_on(count_on_from(a[0])); }},
    ScriptCommand{"await", "tt", "await WHAT VALUE", "go on once it is so, within half a minute", await},
    ScriptCommand{"fails", "ttTTTTT", "fails TEXT COMMAND ...",
                  "the command must fail with a message that holds the text", must_fail},
    ScriptCommand{"lose-context", "", "lose-context",
                  "throw away everything on the graphics card, as a driver does that was reset",
                  [](App& app, const Words&) { app.rebuild_graphics(); }},
    ScriptCommand{"keep-picture", "", "keep-picture", "remember the window's pixels for same-picture",
                  [](App& app, const Words&) { kept_picture() = app.window_pixels(); }},
    ScriptCommand{"same-picture", "s", "same-picture on|off",
                  "fail unless the window's pixels are (off: are not) those of keep-picture",
                  [](App& app, const Words& a) {
                    const std::string changed = changed_pixels(app);
                    if ((changed == "0") != (a[0] == "on")) throw failure(changed + " pixels changed");
                  }},
    ScriptCommand{"reload", "", "reload", "the project from disk, what is unsaved kept",
                  [](App& app, const Words&) { app.act(ReloadProject{}); }, true, ScriptNeeds::project},
    ScriptCommand{"save-copy", "t", "save-copy FILE", "all of the project in a new file",
                  [](App& app, const Words& a) { app.act(SaveCopy{a[0]}); }, true, ScriptNeeds::project}};

constexpr std::array kFacts{
    ScriptFact{"counted-on",
               [](const App& app) { return std::string(app.counted_on_card() ? "card" : "processor"); }},
    ScriptFact{"all-layers", [](const App& app) { return std::to_string(app.state.layers.size()); }},
    ScriptFact{"file-change", [](const App& app) {
                 if (!app.state.file_change) return std::string("none");
                 const bool gone = *app.state.file_change == FileChange::gone;
                 return std::string(gone ? "gone" : "changed");
               }}};

}  // namespace

std::span<const ScriptCommand> robust_script_commands() {
  return kCommands;
}
std::span<const ScriptFact> robust_script_facts() {
  return kFacts;
}

}  // namespace agglo::viewer
