// The legend of the window: what the colours and sizes on the map are.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/state/category_counts.hpp"
#include "viewer/state/compare.hpp"
#include "viewer/state/reach.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

/// Names that agglo gives are in the window's language; those of the data stay as they are.
std::string category_label(const Category& category) {
  for (const char* name : {tr_key("in no cluster"), tr_key("not known"), tr_key("served by no site")})
    if (category.label == name) return tr(name);
  if (category.key != "*") return category.label;
  std::uint64_t others = 0;
  const char* end = category.label.data() + category.label.size();
  const auto read = std::from_chars(category.label.data(), end, others);
  return std::string_view(read.ptr, end) == " others" ? counted("{} other", "{} others", others)
                                                      : category.label;
}

std::string distance_text(double metres) {
  return metres >= 1000 ? fmt::format("{:.3g} km", metres / 1000) : fmt::format("{:.3g} m", metres);
}

/// A bar of colours with texts at its ends and in its middle.
template <class ColourAt>
void colour_bar(const ColourAt& colour_at, const std::string& low, const std::string& middle,
                const std::string& high) {
  const float width = ImGui::GetContentRegionAvail().x * 0.9f, height = ImGui::GetTextLineHeight() * 0.7f;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImDrawList* draw = ImGui::GetWindowDrawList();
  // Translucent colours look as on the map, which is light in every theme.
  draw->AddRectFilled(at, {at.x + width, at.y + height}, IM_COL32(250, 250, 248, 255));
  constexpr int kSteps = 32;
  for (int k = 0; k < kSteps; ++k) {
    const ImU32 a = im_packed(colour_at(k / static_cast<double>(kSteps)));
    const ImU32 b = im_packed(colour_at((k + 1) / static_cast<double>(kSteps)));
    const float step = width / kSteps, x = at.x + step * static_cast<float>(k);
    draw->AddRectFilledMultiColor({x, at.y}, {x + step, at.y + height}, a, b, b, a);
  }
  // The ends of some ramps are as dark, or as light, as the panel.
  draw->AddRect({at.x - 1, at.y - 1}, {at.x + width + 1, at.y + height + 1},
                ImGui::GetColorU32(ImGuiCol_TextDisabled));
  ImGui::Dummy({width, height});
  const float start = ImGui::GetCursorPosX();
  ImGui::TextUnformatted(low.c_str());
  const float high_at = start + width - ImGui::CalcTextSize(high.c_str()).x;
  if (!middle.empty()) {
    ImGui::SameLine(start + (width - ImGui::CalcTextSize(middle.c_str()).x) / 2);
    ImGui::TextUnformatted(middle.c_str());
  }
  ImGui::SameLine(high_at);
  ImGui::TextUnformatted(high.c_str());
}

void density_legend(const DensityNote& note) {
  // The map's scale begins with no point at all, the legend with one.
  const double one = std::log(2.0) / std::log(1 + std::max(1.0, static_cast<double>(note.most)));
  colour_bar([&](double t) { return density_ramp(one + t * (1 - one)); }, "1", "",
             grouped(static_cast<std::uint64_t>(std::lround(note.most))));
  ImGui::TextDisabled(
      "%s", fmt::format(fmt::runtime(tr("points per square of {}")), distance_text(note.cell_m)).c_str());
}

void heat_legend(const PanelInput& in, const LayerView& view, const HeatNote& note) {
  const auto most = static_cast<double>(note.most);
  colour_bar([&](double t) { return heat_colour(view.style, t * t); }, "0", legend_number(most / 4, -1),
             legend_number(most, -1));
  SceneLayer shown;
  shown.role = in.state.map->scene.layers[view.index].role;
  shown.kind = in.state.map->scene.layers[view.index].kind;
  shown.weight = in.state.map->scene.layers[view.index].weight;
  shown.style = view.style;
  ImGui::TextDisabled("%s", fmt::format(fmt::runtime(tr("{}, bandwidth {}")), heat_unit(shown),
                                        distance_text(view.style.bandwidth_m))
                                .c_str());
}

/// Circles of round values.
void size_legend(const PanelInput& in, const LayerView& view, const std::vector<Category>& categories) {
  const SceneLayer& layer = in.state.map->scene.layers[view.index];
  const auto px = static_cast<float>(pixels_per_mm(in.state) * in.state.ui_scale / in.state.pixel_scale);
  Colour fill = categories.size() == 1 ? categories[0].fill : Colour{150, 150, 150, 255};
  fill.a = std::max<std::uint8_t>(fill.a, 150);
  const auto values = size_legend_values(layer.size_most);
  const Column* column = layer.table ? layer.table->find(view.style.size_by) : nullptr;
  const std::string meaning =
      " (" + (column ? column_title(*layer.table, *column) : view.style.size_by) + ")";
  if (values.empty()) return;
  const float room = size_mm(view.style, static_cast<float>(values[0] / layer.size_most)) * px;
  for (const double value : values) {
    const float size = size_mm(view.style, static_cast<float>(value / layer.size_most)) * px;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float height = std::max(size + 2, ImGui::GetTextLineHeight());
    ImDrawList* draw = ImGui::GetWindowDrawList();
    // Translucent symbols are seen on the map's paper.
    draw->AddCircleFilled({at.x + room / 2, at.y + height / 2}, size / 2, IM_COL32(250, 250, 248, 255));
    draw->AddCircleFilled({at.x + room / 2, at.y + height / 2}, size / 2, im_packed(fill));
    draw->AddCircle({at.x + room / 2, at.y + height / 2}, size / 2,
                    ImGui::GetColorU32(ImGuiCol_TextDisabled));
    ImGui::Dummy({room + 4, height});
    ImGui::SameLine();
    ImGui::SetCursorPosY(ImGui::GetCursorPosY() + (height - ImGui::GetTextLineHeight()) / 2);
    ImGui::TextUnformatted((legend_number(value, -1) + (value == values[0] ? meaning : "")).c_str());
    ImGui::SetCursorScreenPos({at.x, at.y + height + ImGui::GetStyle().ItemSpacing.y / 2});
  }
}

/// The categories with the numbers of the rows that filter and time let through.
void count_shown(const State& state, const LayerView& view, std::vector<Category>& categories) {
  const auto found = state.legend_counts.find(view.name);
  if (!view.shown || found == state.legend_counts.end() || found->second.shown != view.shown) return;
  const std::vector<std::size_t>& counts = found->second.counts;
  for (std::size_t k = 0; k < std::min(categories.size(), counts.size()); ++k)
    categories[k].count = counts[k];
}

/// What a colour says, where the entries alone could mislead: classes of which number; firms have the colour
/// of their cluster's main sector, not of their own. Empty where the entries say it.
std::string coloured_by(const State& state, const LayerView& view) {
  const SceneLayer* layer = &state.map->scene.layers[view.index];
  const LayerView* clusters = layer->classes_from.empty() ? nullptr : find_layer(state, layer->classes_from);
  const std::string& name = clusters ? clusters->style.colour_by : view.style.colour_by;
  if (clusters) layer = &state.map->scene.layers[clusters->index];
  const Column* column = layer->table && !name.empty() ? layer->table->find(name) : nullptr;
  const bool numbers = view.style.classing == Classing::graduated && layer->kind != "catchments" &&
                       layer->kind != "cover" && view.style.legend_title.empty();
  if (!column || name == "cluster" || (layer->kind != "clusters" && !numbers)) return "";
  return fmt::format(fmt::runtime(clusters ? tr("by their cluster: {}") : tr("by: {}")),
                     column_title(*layer->table, *column));
}

void legend_entries(const PanelInput& in, const LayerView& view, const std::vector<Category>& categories,
                    Actions& out) {
  const std::vector<DrawnAs>& kinds = in.state.map->prepared[view.index].drawn_as;
  for (const std::size_t k : legend_order(categories, view.style)) {
    ImGui::PushID(static_cast<int>(k));
    const bool off = k < view.hidden.size() && view.hidden[k] != 0;
    swatch(categories[k], kinds[k], off);
    ImGui::SameLine();
    const std::string count = categories[k].count > 0 ? grouped(categories[k].count) : "";
    const float room = ImGui::GetContentRegionAvail().x - ImGui::CalcTextSize(count.c_str()).x - 8;
    if (off) ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
    const std::string label = category_label(categories[k]);
    if (ImGui::Selectable(cut_text(label, room).c_str(), false, 0, {room, 0}))
      out.push_back(ToggleCategory{view.name, k});
    if (off) ImGui::PopStyleColor();
    item_tooltip(label + "\n" + (off ? tr("Click to show") : tr("Click to hide")));
    if (!count.empty()) {
      ImGui::SameLine(ImGui::GetWindowContentRegionMax().x - ImGui::CalcTextSize(count.c_str()).x);
      ImGui::TextDisabled("%s", count.c_str());
    }
    ImGui::PopID();
  }
}

template <class Note>
const Note* note_of(const std::vector<Note>& notes, const std::string& layer) {
  const auto found =
      std::find_if(notes.begin(), notes.end(), [&](const Note& note) { return note.layer == layer; });
  return found == notes.end() ? nullptr : &*found;
}

/// The legend of these layers; false when there is nothing to say.
bool legend_of(const PanelInput& in, const std::vector<LayerView>& layers, Actions& out) {
  bool any = false;
  for (auto view = layers.rbegin(); view != layers.rend(); ++view) {
    if (!view->style.visible || view->is_base_map || !view->style.in_legend) continue;
    auto categories = categories_of(in.state, *view);
    count_shown(in.state, *view, categories);
    const DensityNote* density = note_of(in.plan.densities, view->name);
    const HeatNote* heat = note_of(in.plan.heats, view->name);
    const bool sized = !heat && in.state.map->scene.layers[view->index].size != nullptr;
    if (!density && !heat && !sized && categories.size() < 2) continue;
    any = true;
    ImGui::PushID(view->name.c_str());
    const std::string& title = view->style.legend_title.empty() ? view->title : view->style.legend_title;
    ImGui::TextUnformatted(cut_middle(title, ImGui::GetContentRegionAvail().x).c_str());
    ImGui::Indent(6);
    const std::string meaning = categories.size() > 1 && !heat ? coloured_by(in.state, *view) : "";
    if (!meaning.empty()) faint_text(in.state, meaning);
    if (density) density_legend(*density);
    if (heat) heat_legend(in, *view, *heat);
    if (categories.size() > 1 && !heat) legend_entries(in, *view, categories, out);
    if (sized) size_legend(in, *view, categories);
    ImGui::Unindent(6);
    ImGui::Spacing();
    ImGui::PopID();
  }
  return any;
}

/// The catchment by road, while it is on the map.
bool reach_entry(const State& state) {
  if (!state.reach.open || !state.reach.answer || !state.reach.answer->mesh) return false;
  Category entry;
  entry.fill = kReachFill;
  entry.stroke = kReachLine;
  swatch(entry, {.area = true}, false);
  ImGui::SameLine();
  wrapped_text(fmt::format(fmt::runtime(tr("{:g} minutes by road: {}")), state.reach.answer->of.minutes,
                           reach_place_name(state)));
  ImGui::Spacing();
  return true;
}

}  // namespace

void legend(const PanelInput& in, Actions& out) {
  const State& state = in.state;
  bool any = reach_entry(state);
  if (state.compare) {
    // Both sides use the same colours for other things: each has its own, and what they share comes last.
    const auto only = [&](const std::string& step, bool own) {
      std::vector<LayerView> layers = layers_of_side(state, step);
      const Clustering* clustering = find_clustering(state, step);
      std::erase_if(layers, [&](const LayerView& view) {
        return own != (clustering && is_result_of(*clustering, view.name));
      });
      return layers;
    };
    const auto side = [&](const char* where, const std::string& step) {
      ImGui::PushTextWrapPos(0);
      const Clustering* clustering = find_clustering(state, step);
      heading(fmt::format(fmt::runtime(where), clustering ? clustering->title : step).c_str());
      ImGui::PopTextWrapPos();
      ImGui::PushID(where);
      any |= legend_of(in, only(step, true), out);
      ImGui::PopID();
    };
    side(tr("Left: {}"), state.compare->a);
    side(tr("Right: {}"), state.compare->b);
    any |= legend_of(in, only(state.compare->a, false), out);
  } else {
    any |= legend_of(in, state.layers, out);
  }
  if (!any) faint_text(in.state, tr("The layers above are drawn in one colour each."));
}

}  // namespace agglo::viewer
