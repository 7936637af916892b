// Script commands and facts: measuring, dropped and pasted things, pictures, pages.
#include <fmt/format.h>

#include <array>

#include "viewer/state/measure.hpp"
#include "viewer/state/printed_map.hpp"
#include "viewer/state/results.hpp"
#include "viewer/window/app.hpp"
#include "viewer/window/script_commands.hpp"

namespace agglo::viewer {

namespace {

using Words = std::vector<std::string>;

void set_page(App& app, const Words& a) {
  PageOptions page = app.state.page_editor.page;
  const auto box = [&] {
    PageBox b;
    if (std::sscanf(a[1].c_str(), "%lf,%lf,%lf,%lf", &b.x_mm, &b.y_mm, &b.width_mm, &b.height_mm) != 4)
      throw usage_error("found \"" + a[1] + "\"", "give x,y,width,height in mm");
    return b;
  };
  const auto on = [&] { return script_choice(a[1], "on", "off"); };
  if (a[0] == "layout")
    page.layout = a[1];
  else if (a[0] == "title")
    page.title = a[1];
  else if (a[0] == "subtitle")
    page.subtitle = a[1];
  else if (a[0] == "source")
    page.source = a[1];
  else if (a[0] == "scale")
    page.scale = a[1] == "0" ? 0 : script_between(a[1], 100, 5e8);  // 0: what is shown fits
  else if (a[0] == "legend")
    page.legend = on();
  else if (a[0] == "inset")
    page.inset = on();
  else if (a[0] == "notes")
    page.notes = on();
  else if (a[0] == "legend-box")
    page.legend_box = box();
  else if (a[0] == "text")
    page.texts.push_back({a[1], {20, 40, 80, 0}, 11, true});
  else if (a[0] == "logo")
    return app.act(AddPageImage{a[1]});
  else
    throw usage_error("a page has no \"" + a[0] + "\"");
  app.act(SetPage{page});
}

std::string measured_text(const State& state) {
  if (!state.map || state.measure.kind == MeasureKind::none) return "";
  const bool area = state.measure.kind == MeasureKind::area;
  const Measured m = measured(state.map->scene.frame, state.measure.places, area);
  return area ? area_text(m.area_m2) : length_text(m.length_m);
}

std::string page_part(const State& state, const char* name) {
  if (!state.page_editor.preview) return "";
  for (const PagePart& part : state.page_editor.preview->parts)
    if (part.name == name)
      return fmt::format("{:.0f},{:.0f},{:.0f},{:.0f}", part.box.x_mm, part.box.y_mm, part.box.width_mm,
                         part.box.height_mm);
  return "";
}

constexpr std::array kCommands{
    ScriptCommand{"dialog", "t", "dialog NAME", "give a name or path to the file dialog and accept it",
                  [](App& app, const Words& a) {
                    app.act(DialogName{a[0]});
                    app.act(DialogAccept{});
                  },
                  true, ScriptNeeds::dialog},
    ScriptCommand{"drop", "tTTTT", "drop FILE [FILE ...]", "drop files on the window",
                  [](App& app, const Words& a) {
                    for (const std::string& file : a)
                      if (!std::filesystem::exists(file))
                        throw usage_error("there is no file \"" + file + "\"", "check the path");
                    for (const std::string& file : a) app.window.dropped.emplace_back(file);
                  },
                  true},
    ScriptCommand{"paste", "t", "paste TEXT", "put a text on the clipboard (| ends a line) and paste it",
                  [](App& app, const Words& a) {
                    std::string text = a[0];
                    for (char& c : text)
                      if (c == '|') c = '\n';
                    app.window.set_clipboard(text);
                    app.perform("edit.paste");
                  }},
    ScriptCommand{"picture", "tN", "picture FILE [TIMES]",
                  "the map as it is on the screen as PNG, 1 to 4 times as fine",
                  [](App& app, const Words& a) {
                    check_png(a[0]);
                    app.act(TakePicture{a.size() > 1 ? script_whole(a[1], 1, 4) : 1, a[0]});
                  },
                  false, ScriptNeeds::map},
    ScriptCommand{"page", "tt", "page KEY VALUE",
                  "of the page editor: layout, title, subtitle, source, scale, legend, inset, notes, "
                  "legend-box, text, logo",
                  set_page, true, ScriptNeeds::page},
    ScriptCommand{"page-save", "t", "page-save NAME", "keep the page in the project",
                  [](App& app, const Words& a) { app.act(SavePage{a[0]}); }, false, ScriptNeeds::page},
    ScriptCommand{"page-export", "t", "page-export FILE", "the page as .pdf .svg .png",
                  [](App& app, const Words& a) { app.act(ExportPage{a[0]}); }, true, ScriptNeeds::map}};

constexpr std::array kFacts{
    ScriptFact{"measured", [](const App& app) { return measured_text(app.state); }},
    ScriptFact{"form", [](const App& app) { return app.state.operation; }},
    ScriptFact{"import-file",
               [](const App& app) {
                 const auto form = app.state.forms.find("import");
                 return form == app.state.forms.end()
                            ? std::string()
                            : std::filesystem::path(form->second.file).filename().string();
               }},
    ScriptFact{"waiting-files", [](const App& app) { return std::to_string(app.state.dropped.size()); }},
    ScriptFact{"project", [](const App& app) { return app.state.project.filename().string(); }},
    ScriptFact{
        "dialog",
        [](const App& app) { return app.state.dialog ? app.state.dialog->name : std::string("closed"); }},
    ScriptFact{"dialog-of",
               [](const App& app) {
                 const auto& dialog = app.state.dialog;
                 return std::string(!dialog ? "nobody" : dialog->desktop ? "desktop" : "agglo");
               }},
    ScriptFact{"pages", [](const App& app) { return std::to_string(app.state.pages.size()); }},
    ScriptFact{"page-scale",
               [](const App& app) {
                 const auto& preview = app.state.page_editor.preview;
                 return preview ? fmt::format("{:.0f}", preview->scale_denominator) : std::string();
               }},
    ScriptFact{"page-legend", [](const App& app) { return page_part(app.state, "legend"); }},
    ScriptFact{"page-inset", [](const App& app) { return page_part(app.state, "inset"); }},
    ScriptFact{"page-rows", [](const App& app) {
                 std::string notes;
                 for (const SceneLayer& layer : printed_layers(app.state))
                   if (layer.style.visible && !layer.rows_note.empty())
                     notes += (notes.empty() ? "" : ", ") + layer.rows_note;
                 return notes;
               }}};

}  // namespace

std::span<const ScriptCommand> files_script_commands() {
  return kCommands;
}
std::span<const ScriptFact> files_script_facts() {
  return kFacts;
}

}  // namespace agglo::viewer
