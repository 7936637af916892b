#include "viewer/state/autosave.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "viewer/state/history.hpp"
#include "viewer/state/results.hpp"
#include "viewer/state/saved_charts.hpp"
#include "viewer/state/saved_rows.hpp"

namespace agglo::viewer {

namespace {

using Json = nlohmann::json;

constexpr int kFormat = 1;
constexpr std::size_t kMostRows = 100'000;

Json forms_json(const Document& document) {
  Json forms = Json::object();
  for (const auto& [operation, form] : document.forms) {
    Json text = Json::object();
    for (const auto& [key, value] : form.text) text[key] = value;
    forms[operation] = {{"text", text}, {"file", form.file}, {"name", form.name}};
  }
  return forms;
}

Json layers_json(const Document& document) {
  Json layers = Json::array();
  for (const LayerView& view : document.layers) {
    Json hidden = Json::array();
    for (const char off : view.hidden) hidden.push_back(off != 0);
    layers.push_back({{"name", view.name}, {"hidden", hidden}, {"filter", view.filter}});
  }
  return layers;
}

Json selection_json(const Selection& selection) {
  Json json{{"layer", selection.layer}, {"rows", Json::array()}, {"of", 0}};
  if (selection.empty() || selection.count > kMostRows) return json;
  json["of"] = selection.rows->size();
  json["last"] = selection.last;
  for (const std::uint32_t row : selection.rows->first(kMostRows)) json["rows"].push_back(row);
  return json;
}

Json bookmarks_json(const Document& document) {
  Json list = Json::array();
  for (const Bookmark& b : document.bookmarks)
    list.push_back({{"name", b.name},
                    {"x_m", b.centre_x_m},
                    {"y_m", b.centre_y_m},
                    {"metres_per_pixel", b.metres_per_pixel}});
  return list;
}

std::vector<Bookmark> bookmarks_from(const Json& list) {
  std::vector<Bookmark> bookmarks;
  for (const Json& b : list)
    bookmarks.push_back({b.at("name").get<std::string>(), b.at("x_m").get<double>(),
                         b.at("y_m").get<double>(), b.at("metres_per_pixel").get<double>()});
  return bookmarks;
}

std::vector<LayerView> layers_from(const Json& json, const SceneStyles& styles) {
  std::vector<LayerView> layers;
  for (const Json& entry : json) {
    LayerView view;
    view.name = entry.at("name").get<std::string>();
    view.filter = entry.value("filter", "");
    for (const Json& off : entry.at("hidden")) view.hidden.push_back(off.get<bool>() ? 1 : 0);
    bool styled = false;
    for (const auto& [name, style] : styles.styles)
      if (name == view.name) {
        view.style = style;
        styled = true;
      }
    if (styled) layers.push_back(std::move(view));
  }
  return layers;
}

Selection selection_from(const Json& json) {
  const auto size = json.at("of").get<std::size_t>();
  if (size == 0 || size > 1'000'000'000) return {};
  RowSet rows(size);
  for (const Json& row : json.at("rows"))
    if (const auto at = row.get<std::size_t>(); at < size) rows.insert(at);
  Selection selection = selection_of(json.at("layer").get<std::string>(), std::move(rows));
  if (!selection.empty()) selection.last = json.value("last", selection.last);
  return selection;
}

void forms_from(const Json& json, Document& document) {
  for (const auto& [operation, form] : json.items()) {
    FormValues& values = document.forms[operation];
    for (const auto& [key, text] : form.at("text").items()) values.text[key] = text.get<std::string>();
    values.file = form.value("file", "");
    values.name = form.value("name", "");
  }
}

}  // namespace

std::string autosave_json(const State& state) {
  if (state.project.empty()) return {};
  const Document document = document_of(state);
  std::error_code ignored;
  const Json json{{"format", kFormat},
                  {"project", std::filesystem::absolute(state.project, ignored).string()},
                  {"unsaved", state.unsaved},
                  {"styles", scene_styles_json(styles_of(state))},
                  {"layers", layers_json(document)},
                  {"selection", selection_json(document.selection)},
                  {"table",
                   {{"layer", document.table.layer},
                    {"sort", document.table.sort_column},
                    {"descending", document.table.descending},
                    {"filter", document.table.filter},
                    {"selected_only", document.table.selected_only}}},
                  {"forms", forms_json(document)},
                  {"bookmarks", bookmarks_json(document)},
                  {"pages", named_pages_json(document.pages)},
                  {"time", time_json(document.time)},
                  {"time_step", static_cast<int>(document.time_step)},
                  {"charts", charts_json(document.charts)},
                  {"operation", state.operation},
                  {"show_left", state.show_left},
                  {"show_right", state.show_right},
                  {"show_table", state.show_table},
                  {"show_charts", state.bottom_tab == BottomTab::charts},
                  {"right_tab", static_cast<int>(state.right_tab)},
                  {"camera",
                   {{"x_m", state.camera.centre_x_m},
                    {"y_m", state.camera.centre_y_m},
                    {"metres_per_pixel", state.camera.metres_per_pixel}}}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace);
}

Autosave autosave_from_json(const std::string& text) {
  try {
    const Json json = Json::parse(text);
    if (json.at("format").get<int>() != kFormat) throw usage_error("the autosave is of another version", "");
    Autosave saved;
    saved.project = json.at("project").get<std::string>();
    saved.unsaved = json.at("unsaved").get<bool>();
    saved.styles = scene_styles_from_json(json.at("styles").get<std::string>());
    saved.document.layers = layers_from(json.at("layers"), saved.styles);
    saved.document.selection = selection_from(json.at("selection"));
    const Json& table = json.at("table");
    saved.document.table = {table.at("layer").get<std::string>(), table.at("sort").get<std::string>(),
                            table.at("descending").get<bool>(), table.at("filter").get<std::string>(),
                            table.value("selected_only", false)};
    forms_from(json.at("forms"), saved.document);
    saved.document.bookmarks = bookmarks_from(json.at("bookmarks"));
    saved.document.pages = named_pages_from_json(json.value("pages", "[]"));
    saved.document.time = time_from_json(json.value("time", ""));
    constexpr int kLongest = static_cast<int>(TimeStep::year);
    saved.document.time_step =
        static_cast<TimeStep>(std::clamp(json.value("time_step", kLongest), 0, kLongest));
    saved.document.charts = charts_from_json(json.value("charts", ""));
    saved.operation = json.at("operation").get<std::string>();
    saved.show_left = json.at("show_left").get<bool>();
    saved.show_right = json.at("show_right").get<bool>();
    saved.show_table = json.at("show_table").get<bool>();
    saved.show_charts = json.value("show_charts", false);
    saved.right_tab = static_cast<RightTab>(json.at("right_tab").get<int>());
    const Json& camera = json.at("camera");
    saved.camera.centre_x_m = camera.at("x_m").get<double>();
    saved.camera.centre_y_m = camera.at("y_m").get<double>();
    saved.camera.metres_per_pixel = camera.at("metres_per_pixel").get<double>();
    if (!(saved.camera.metres_per_pixel > 0)) throw usage_error("the autosave has no scale", "");
    return saved;
  } catch (const Json::exception& error) {
    throw usage_error(std::string("the autosave is damaged: ") + error.what(), "");
  }
}

void take_autosave(State& state, const Autosave& saved) {
  Document document = saved.document;
  // What the autosave does not know of a layer is as the project has it.
  for (LayerView& view : document.layers)
    if (const LayerView* now = find_layer(state, view.name)) {
      LayerView whole = *now;
      whole.style = std::move(view.style);
      whole.hidden = std::move(view.hidden);
      whole.filter = std::move(view.filter);
      view = std::move(whole);
    }
  document.import_project = state.import_project;
  take_document(state, document);
  state.unsaved = saved.unsaved;
  state.saved_document.reset();
  for (const Operation& op : operations())
    if (op.name == saved.operation) state.operation = saved.operation;
  state.show_left = saved.show_left;
  state.show_right = saved.show_right;
  if (saved.show_charts) open_bottom(state, BottomTab::charts);
  state.show_table = saved.show_table && (saved.show_charts || !state.table.layer.empty());
  open_right(state, saved.right_tab);
  state.show_right = saved.show_right;
  state.camera.centre_x_m = saved.camera.centre_x_m;
  state.camera.centre_y_m = saved.camera.centre_y_m;
  state.camera.metres_per_pixel = saved.camera.metres_per_pixel;
  state.fit_when_sized = false;
}

}  // namespace agglo::viewer
