// The columns of the file in the import form: which one holds what, and what the first rows say.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/reports.hpp"
#include "viewer/panels/theme.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

const char* field_title(std::string_view field) {
  static constexpr std::pair<std::string_view, const char*> kTitles[] = {
      {"id", tr_key("Identifier")},
      {"name", tr_key("Name")},
      {"sector", tr_key("Sector")},
      {"jobs", tr_key("Jobs")},
      {"jobs_lo", tr_key("Jobs, lower end")},
      {"jobs_hi", tr_key("Jobs, upper end")},
      {"born", tr_key("Opened on")},
      {"closed", tr_key("Closed on")},
      {"geo_quality", tr_key("Quality of the place")},
      {"kind", tr_key("Kind")},
      {"services", tr_key("Services")},
      {"capacity", tr_key("Capacity")},
      {"opened", tr_key("Opened on")},
      {"lon", tr_key("Longitude")},
      {"lat", tr_key("Latitude")},
      {"x", tr_key("x, to the east")},
      {"y", tr_key("y, to the north")},
      {"wkt", tr_key("Geometry as text (WKT)")}};
  for (const auto& [name, title] : kTitles)
    if (name == field) return title;
  return "";
}

/// The first values of a column: "12.1 · 13.5 · 12.9".
std::string first_values(const FilePreview& preview, std::size_t column) {
  std::string text;
  for (const auto& row : preview.rows)
    if (!row[column].empty()) text += (text.empty() ? "" : " · ") + row[column];
  return text;
}

std::string values_of_column(const FilePreview& preview, const std::string& name) {
  const auto found = std::find(preview.columns.begin(), preview.columns.end(), name);
  if (found == preview.columns.end()) return "";
  return first_values(preview, static_cast<std::size_t>(found - preview.columns.begin()));
}

std::string automatic_text(const ImportColumn& column) {
  return column.column.empty() ? tr("automatic: none")
                               : fmt::format(fmt::runtime(tr("automatic: {}")), column.column);
}

std::string chosen_text(const ImportColumn& now) {
  switch (now.how) {
    case ImportColumn::How::chosen:
      return now.column;
    case ImportColumn::How::left_out:
      return tr("left out");
    default:
      return automatic_text(now);
  }
}

void column_choice(const State& state, const std::string& field, Actions& out) {
  const FilePreview& preview = *state.import_preview.found;
  const ImportColumn now = import_column(state, field);
  ImGui::PushID(field.c_str());
  ImGui::TableNextRow();
  ImGui::TableNextColumn();
  ImGui::AlignTextToFramePadding();
  const std::string title = tr(field_title(field));
  ImGui::TextUnformatted(cut_text(title, ImGui::GetContentRegionAvail().x).c_str());
  item_tooltip(title +
               fmt::format(fmt::runtime(tr("\nIn the shell: {}")), "--map " + field + "=" + tr("COLUMN")));
  ImGui::TableNextColumn();
  ImGui::SetNextItemWidth(-1);
  const bool plain = now.how == ImportColumn::How::none || now.how == ImportColumn::How::left_out;
  if (now.is_missing)
    ImGui::PushStyleColor(ImGuiCol_Text, im_colour(error_colour(state.dark)));
  else if (plain)
    ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
  const bool open = ImGui::BeginCombo("##column", chosen_text(now).c_str(), ImGuiComboFlags_HeightLarge);
  if (now.is_missing || plain) ImGui::PopStyleColor();
  if (open) {
    const ImportColumn automatic = import_column(state, field, true);
    if (ImGui::Selectable(automatic_text(automatic).c_str(),
                          now.how == ImportColumn::How::automatic || now.how == ImportColumn::How::none))
      out.push_back(ChooseImportColumn{field, std::nullopt});
    if (ImGui::Selectable(tr("leave out"), now.how == ImportColumn::How::left_out))
      out.push_back(ChooseImportColumn{field, ""});
    ImGui::Separator();
    for (std::size_t k = 0; k < preview.columns.size(); ++k) {
      const std::string& name = preview.columns[k];
      const bool is_it = now.how == ImportColumn::How::chosen && now.column == name;
      if (ImGui::Selectable(fmt::format("{}##{}", name, k).c_str(), is_it))
        out.push_back(ChooseImportColumn{field, name});
      ImGui::SameLine(std::max(ImGui::GetFontSize() * 9,
                               ImGui::CalcTextSize(name.c_str()).x + 2 * ImGui::GetStyle().ItemSpacing.x));
      ImGui::TextDisabled("%s", cut_text(first_values(preview, k), ImGui::GetFontSize() * 16).c_str());
    }
    ImGui::EndCombo();
  }
  const std::string values = values_of_column(preview, now.column);
  if (now.is_missing)
    item_tooltip(tr("The file has no such column: choose another."));
  else if (!values.empty())
    item_tooltip(now.column + ": " + values);
  ImGui::PopID();
}

/// A file with several layers is read once it is known which.
void layer_choice(const State& state, Actions& out) {
  const auto& layers = state.import_preview.found->layers;
  if (layers.size() < 2) return;
  const std::string& chosen = state.import_preview.asked.layer;
  ImGui::TextUnformatted(tr("Layer of the file"));
  ImGui::SetNextItemWidth(-1);
  if (!ImGui::BeginCombo("##layer of file", chosen.empty() ? tr("choose one") : chosen.c_str())) return;
  for (const std::string& layer : layers)
    if (ImGui::Selectable(layer.c_str(), layer == chosen)) out.push_back(SetOption{"import", "layer", layer});
  ImGui::EndCombo();
}

/// One line per column, so that wide tables fit a narrow panel.
void first_rows(const FilePreview& preview) {
  if (!ImGui::CollapsingHeader(tr("First rows of the file"))) return;
  const float line = ImGui::GetTextLineHeightWithSpacing();
  const float height = line * (static_cast<float>(std::min<std::size_t>(preview.columns.size(), 10)) + 0.7f);
  if (!ImGui::BeginTable("first rows", 2, ImGuiTableFlags_RowBg | ImGuiTableFlags_ScrollY, {0, height}))
    return;
  ImGui::TableSetupColumn("", ImGuiTableColumnFlags_WidthStretch, 2);
  ImGui::TableSetupColumn("", ImGuiTableColumnFlags_WidthStretch, 3);
  ImGuiListClipper clipper;
  clipper.Begin(static_cast<int>(preview.columns.size()));
  while (clipper.Step())
    for (int k = clipper.DisplayStart; k < clipper.DisplayEnd; ++k) {
      const auto column = static_cast<std::size_t>(k);
      const std::string values = first_values(preview, column);
      ImGui::TableNextRow();
      ImGui::TableNextColumn();
      ImGui::TextUnformatted(cut_text(preview.columns[column], ImGui::GetContentRegionAvail().x).c_str());
      item_tooltip(preview.columns[column]);
      ImGui::TableNextColumn();
      ImGui::TextDisabled("%s", cut_text(values, ImGui::GetContentRegionAvail().x).c_str());
      item_tooltip(values);
    }
  ImGui::EndTable();
}

void coloured_text(const Colour& colour, const std::string& text) {
  ImGui::PushStyleColor(ImGuiCol_Text, im_colour(colour));
  wrapped_text(text);
  ImGui::PopStyleColor();
}

}  // namespace

bool import_columns(const PanelInput& in, Actions& out) {
  const State& state = in.state;
  const ImportPreview& preview = state.import_preview;
  if (preview.job != 0) faint_text(state, tr("Reading the columns…"));
  if (!preview.problem.empty()) coloured_text(error_colour(state.dark), in_words_of_forms(preview.problem));
  if (!preview.found) return false;
  layer_choice(state, out);
  if (preview.found->columns.empty()) return false;
  ImGui::TextUnformatted(tr("Which column holds what"));
  item_tooltip(tr("Columns with headers that are known are found by themselves; choose the others."));
  if (!import_has_place(state))
    coloured_text(warning_colour(state.dark),
                  tr("Where the rows are is not known: choose the columns of longitude and latitude, or of x "
                     "and y."));
  if (ImGui::BeginTable("columns", 2)) {
    ImGui::TableSetupColumn("", ImGuiTableColumnFlags_WidthStretch, 2);
    ImGui::TableSetupColumn("", ImGuiTableColumnFlags_WidthStretch, 3);
    // Without a place there is nothing to import, so it is asked for first; a geometry says it by itself.
    for (const bool place : {true, false})
      for (const std::string& field : import_fields_of_form(state))
        if (is_place_field(field) == place && !(place && preview.found->has_geometry))
          column_choice(state, field, out);
    ImGui::EndTable();
  }
  first_rows(*preview.found);
  ImGui::Spacing();
  return true;
}

}  // namespace agglo::viewer
