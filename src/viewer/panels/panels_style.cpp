// The style window of one layer: colours and classes, symbols, density, labels, legend.
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/style_widgets.hpp"
#include "viewer/panels/widgets.hpp"

namespace agglo::viewer {

namespace {

constexpr std::array kHatchNames{tr_key("no hatch"), tr_key("diagonal"),   tr_key("back diagonal"),
                                 tr_key("crossed"),  tr_key("horizontal"), tr_key("vertical"),
                                 tr_key("dots")};
constexpr std::array kMarkNames{tr_key("circle"),  tr_key("square"), tr_key("triangle"),
                                tr_key("diamond"), tr_key("star"),   tr_key("cross")};
constexpr std::array kModeNames{tr_key("automatic"), tr_key("symbols"), tr_key("counts per cell"),
                                tr_key("heat (kernel density)")};
constexpr std::array kClassingNames{tr_key("as the column suggests"), tr_key("one colour"),
                                    tr_key("a colour per value"), tr_key("classes of numbers")};
constexpr std::array kBreakNames{
    tr_key("quantiles"),          tr_key("equal width"), tr_key("natural breaks (Jenks)"),
    tr_key("standard deviation"), tr_key("logarithmic"), tr_key("by hand")};
constexpr std::array kScaleNames{tr_key("area"), tr_key("diameter")};

/// What the sections of the window work on.
struct StyleForm {
  const PanelInput& in;
  const LayerView& view;
  const SceneLayer& layer;
  std::vector<Category> looks;
  Style style;  ///< to change
  bool changed = false;
  bool points = false;

  void note(bool change) { changed = changed || change; }
};

const Column* colour_column(const StyleForm& form) {
  return form.layer.table ? form.layer.table->find(form.style.colour_by) : nullptr;
}

void graduated_part(StyleForm& form) {
  Style& style = form.style;
  form.note(choose(tr("Method"), style.breaks, kBreakNames));
  item_tooltip(
      tr("Quantiles: as many rows in each class. Natural breaks: rows of a class as alike as can be. "
         "Logarithmic: for "
         "columns with a few huge values."));
  const std::shared_ptr<const Classes>& classes = form.layer.classes;
  std::vector<double> inner;
  if (style.breaks == BreakMethod::manual)
    inner = style.manual_breaks;
  else if (classes && classes->breaks.size() > 2)
    inner.assign(classes->breaks.begin() + 1, classes->breaks.end() - 1);
  if (style.breaks == BreakMethod::manual && form.view.style.breaks != BreakMethod::manual && classes &&
      classes->breaks.size() > 2) {
    inner.assign(classes->breaks.begin() + 1, classes->breaks.end() - 1);
    style.manual_breaks = inner;
  }
  if (style.breaks != BreakMethod::manual) {
    form.note(ImGui::SliderInt(tr("Classes"), &style.classes, 2, static_cast<int>(kMostClasses)));
  } else {
    const bool can_add = inner.size() + 2 < kMostClasses && classes && !classes->breaks.empty();
    if (ImGui::SmallButton(tr("Add a break")) && can_add) {
      const double last = inner.empty() ? classes->summary.least : inner.back();
      const ValueSpread& s = classes->summary;
      inner.push_back(s.axis_value((s.axis_place(last) + 1) / 2));
      style.manual_breaks = inner;
      form.changed = true;
    }
    ImGui::SameLine();
    if (ImGui::SmallButton(tr("Remove the last")) && !inner.empty()) {
      inner.pop_back();
      style.manual_breaks = inner;
      form.changed = true;
    }
  }
  if (classes && histogram_with_breaks(*classes, form.looks, inner)) {
    style.breaks = BreakMethod::manual;
    style.manual_breaks = inner;
    form.changed = true;
  }
  int decimals = style.decimals;
  if (ImGui::SliderInt(tr("Decimals"), &decimals, -1, 6, decimals < 0 ? tr("automatic") : "%d")) {
    style.decimals = decimals;
    form.changed = true;
  }
}

void colour_part(StyleForm& form) {
  Style& style = form.style;
  if (choose_column(tr("Colour by"), style.colour_by, form.layer.table.get(), tr("one colour"))) {
    style.entries.clear();
    style.entry_order.clear();
    form.changed = true;
  }
  const bool by_column = colour_column(form) != nullptr;
  if (by_column && choose(tr("Shown as"), style.classing, kClassingNames)) {
    style.entries.clear();
    style.entry_order.clear();
    // A shade that lets the base map through is too pale to compare classes by.
    if (style.classing == Classing::graduated && !form.points)
      style.fill.a = std::max<std::uint8_t>(style.fill.a, 190);
    form.changed = true;
  }
  const bool several = by_column && style.classing != Classing::single;
  if (several && style.classing == Classing::graduated) graduated_part(form);
  if (several || style.point_mode == PointMode::heat) {
    const auto classes = static_cast<std::size_t>(std::max<std::ptrdiff_t>(
        1, form.layer.classes
               ? std::count_if(form.layer.classes->kind.begin(), form.layer.classes->kind.end(),
                               [](CategoryKind kind) {
                                 return kind == CategoryKind::named || kind == CategoryKind::graded;
                               })
               : 1));
    const bool qualitative = form.layer.classes && form.layer.classes->lower.empty();
    form.note(choose_palette(tr("Palette"), style, several ? classes : 7, several && qualitative));
    const bool can_reverse = !qualitative || !several || !style.palette.empty();
    if (can_reverse) form.note(ImGui::Checkbox(tr("Reversed"), &style.reversed));
  }
  const bool heat = form.points && style.point_mode == PointMode::heat;
  if (!several && !heat) {
    form.note(edit_colour(tr("Fill"), style.fill));
    ImGui::SameLine(0, ImGui::GetFontSize());
  }
  if (!heat) form.note(edit_colour(tr("Outline"), style.stroke));
  float percent = style.opacity * 100;
  if (ImGui::SliderFloat(tr("Opacity"), &percent, 0, 100, "%.0f %%")) {
    style.opacity = percent / 100;
    form.changed = true;
  }
  float fill = static_cast<float>(style.fill.a) / 2.55f;
  if (several && !form.points && ImGui::SliderFloat(tr("Opacity of the fill"), &fill, 0, 100, "%.0f %%")) {
    style.fill.a = static_cast<std::uint8_t>(fill * 2.55f + 0.5f);
    form.changed = true;
  }
}

void symbol_part(StyleForm& form) {
  Style& style = form.style;
  if (!form.points) {
    form.note(millimetres(tr("Outline width"), style.stroke_width_mm, 0, 2, 2));
    form.note(choose(tr("Hatch"), style.hatch, kHatchNames));
  } else {
    form.note(choose(tr("Drawn as"), style.point_mode, kModeNames));
    item_tooltip(tr("Automatic: density when many points are in view, symbols when few"));
    if (style.point_mode == PointMode::heat) return;
    form.note(choose(tr("Symbol"), style.mark, kMarkNames));
  }
  form.note(choose_column(tr("Size by"), style.size_by, form.layer.table.get(), tr("one size"),
                          ColumnKind::numbers));
  if (style.size_by.empty()) {
    if (form.points) form.note(millimetres(tr("Symbol size"), style.mark_size_mm, 0.5f, 6));
    return;
  }
  form.note(choose(tr("Proportional"), style.size_scale, kScaleNames));
  item_tooltip(tr("What grows with the value. The area is what the eye compares."));
  form.note(millimetres(tr("Smallest"), style.size_least_mm, 0.3f, 5));
  form.note(millimetres(tr("Largest"), style.size_most_mm, 1, 25));
}

void heat_part(StyleForm& form) {
  Style& style = form.style;
  auto metres = static_cast<float>(style.bandwidth_m);
  if (ImGui::SliderFloat(tr("Bandwidth"), &metres, 50, 50000, "%.0f m", ImGuiSliderFlags_Logarithmic)) {
    const float step = metres < 1000 ? 10.0f : metres < 10000 ? 100.0f : 1000.0f;
    style.bandwidth_m = static_cast<double>(std::max(50.0f, std::round(metres / step) * step));
    form.changed = true;
  }
  item_tooltip(tr(
      "Standard deviation of the kernel in metres on the ground: how far a firm reaches. It stays the same "
      "while you zoom."));
  form.note(choose_column(tr("Weight"), style.weight_by, form.layer.table.get(), tr("each counts 1"),
                          ColumnKind::numbers));
}

void label_part(StyleForm& form) {
  Style& style = form.style;
  form.note(choose_column(tr("Label"), style.label_by, form.layer.table.get(), tr("no labels")));
  if (style.label_by.empty()) return;
  form.note(ImGui::SliderFloat(tr("Letters"), &style.label_size_pt, 0, 20,
                               style.label_size_pt > 0 ? "%.0f pt" : tr("automatic")));
  form.note(choose_column(tr("First"), style.label_rank_by, form.layer.table.get(), tr("the largest"),
                          ColumnKind::numbers));
  item_tooltip(tr("Where names have no room beside each other, large values of this column are named first"));
}

/// One entry: on the map, colour, name, in the legend, order.
void entry_line(StyleForm& form, const Category& category, Actions& out) {
  ImGui::PushID(category.key.c_str());
  const auto& edits = form.view.style.entries;
  const auto found =
      std::find_if(edits.begin(), edits.end(), [&](const EntryEdit& e) { return e.key == category.key; });
  EntryEdit edit = found == edits.end() ? EntryEdit{category.key, "", std::nullopt, true, true} : *found;
  bool changed = ImGui::Checkbox("##visible", &edit.visible);
  item_tooltip(tr("On the map"));
  ImGui::SameLine();
  Colour fill = category.fill;
  fill.a = 255;
  if (edit_colour("##fill", fill, false)) {
    edit.fill = fill;
    changed = true;
  }
  ImGui::SameLine();
  const float buttons = ImGui::GetFrameHeight() * 3 + ImGui::GetStyle().ItemSpacing.x * 3;
  ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - buttons);
  std::string label = category.label;
  if (ImGui::InputText("##label", &label)) {
    edit.label = label;
    changed = true;
  }
  ImGui::SameLine();
  changed |= ImGui::Checkbox("##legend", &edit.in_legend);
  item_tooltip(tr("In the legend"));
  ImGui::SameLine();
  if (ImGui::ArrowButton("##up", ImGuiDir_Up)) out.push_back(MoveEntry{form.view.name, category.key, +1});
  ImGui::SameLine();
  if (ImGui::ArrowButton("##down", ImGuiDir_Down)) out.push_back(MoveEntry{form.view.name, category.key, -1});
  if (changed) out.push_back(EditEntry{form.view.name, edit});
  ImGui::PopID();
}

void legend_part(StyleForm& form, Actions& out) {
  Style& style = form.style;
  form.note(ImGui::Checkbox(tr("In the legend"), &style.in_legend));
  std::string title = style.legend_title.empty() ? form.view.title : style.legend_title;
  if (ImGui::InputText(tr("Title"), &title)) {
    style.legend_title = title == form.view.title ? "" : title;
    form.changed = true;
  }
  if (form.looks.size() < 2) return;
  std::vector<Category> all = form.looks;
  for (Category& category : all) category.in_legend = true;
  for (const std::size_t i : legend_order(all, form.view.style)) entry_line(form, all[i], out);
}

void buttons(const StyleForm& form, Actions& out) {
  const std::string& name = form.view.name;
  if (ImGui::Button(tr("Copy"))) out.push_back(CopyStyle{name});
  item_tooltip(tr("Copies this style, to be pasted on another layer"));
  ImGui::SameLine();
  begin_disabled(!form.in.state.style_clipboard);
  if (ImGui::Button(tr("Paste"))) out.push_back(PasteStyle{name});
  end_disabled();
  ImGui::SameLine();
  if (ImGui::Button(tr("Reset"))) out.push_back(ResetStyle{name});
  item_tooltip(tr("Back to what the layer looked like when it was made"));
}

}  // namespace

void style_window(const PanelInput& in, const Area& map, Actions& out) {
  const State& state = in.state;
  const LayerView* view = state.map ? find_layer(state, state.style_window) : nullptr;
  if (!view || view->is_base_map) return;
  const auto scale = static_cast<float>(state.ui_scale);
  const float width = std::min(380 * scale, map.width - 20);
  const float top = map_tools_height() + 6, room = map.height - top - 10;
  ImGui::SetNextWindowPos({map.x + std::max(8.0f, map.width - width - 8), map.y + top}, ImGuiCond_Appearing);
  ImGui::SetNextWindowSize({width, std::max(200 * scale, std::min(640 * scale, room))}, ImGuiCond_Appearing);
  bool open = true;
  const std::string title =
      cut_text(fmt::format("{}: {}", tr("Style"), view->title), width - 3 * ImGui::GetFontSize()) +
      "###style";
  if (ImGui::Begin(title.c_str(), &open, ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoCollapse)) {
    keep_on_screen();
    const SceneLayer& layer = state.map->scene.layers[view->index];
    StyleForm form{in, *view, layer, categories_of(state, *view), view->style, false, false};
    form.points = !state.map->prepared[view->index].mesh;
    ImGui::PushID(view->name.c_str());
    ImGui::PushItemWidth(ImGui::GetContentRegionAvail().x * 0.6f);
    const auto section = [&](const char* name) {
      return ImGui::CollapsingHeader(name, ImGuiTreeNodeFlags_DefaultOpen);
    };
    if (section(tr("Colour"))) colour_part(form);
    if (section(tr("Symbols and lines"))) symbol_part(form);
    if (form.points && form.style.point_mode == PointMode::heat && section(tr("Heat"))) heat_part(form);
    if (section(tr("Labels"))) label_part(form);
    if (section(tr("Legend"))) legend_part(form, out);
    ImGui::Separator();
    buttons(form, out);
    ImGui::PopItemWidth();
    ImGui::PopID();
    if (form.changed) out.push_back(SetStyle{view->name, form.style});
  }
  ImGui::End();
  if (!open) out.push_back(ShowStyle{""});
}

}  // namespace agglo::viewer
