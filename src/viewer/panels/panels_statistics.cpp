// Statistics of a column, in a window over the table.
#include <fmt/format.h>
#include <imgui.h>

#include <charconv>
#include <cmath>

#include "viewer/panels/table_grid.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

void line(const char* title, const std::string& value) {
  ImGui::TextDisabled("%s", title);
  ImGui::SameLine(ImGui::GetFontSize() * 9);
  ImGui::TextUnformatted(value.empty() ? "–" : value.c_str());
}

/// A value of the column as its cells show it.
std::string value_text(const ColumnSummary& s, const Column* column, const std::string& text) {
  double value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool plain = !s.is_number || !column || reads_as_code(*column) || is_year(column->name, value) ||
                     error != std::errc() || rest != text.data() + text.size() || std::abs(value) < 1000;
  return cut_text(plain ? text : number_text(value, 6), ImGui::GetFontSize() * 16);
}

void values(const ColumnSummary& s, const Column* column, const std::string& name) {
  line(tr("Rows"), grouped(s.rows));
  line(tr("Missing"), grouped(s.missing));
  line(tr("Different values"), grouped(s.distinct));
  line(tr("Least"), value_text(s, column, s.least));
  line(tr("Median"), value_text(s, column, s.median));
  line(tr("Greatest"), value_text(s, column, s.greatest));
  if (s.is_number && s.distinct > 0) {
    // The mean of years is a point in time; their sum means nothing, as a number.
    const bool years = is_year(name, std::floor(s.mean));
    line(tr("Mean"), years ? with_decimal_mark(fmt::format("{:.1f}", s.mean)) : number_text(s.mean, 6));
    if (!years) line(tr("Sum"), number_text(s.sum, 6));
  }
  if (s.top.empty() || s.top.front().second < 2) return;
  ImGui::Separator();
  ImGui::TextDisabled("%s", tr("Most frequent"));
  const float width = ImGui::GetFontSize() * 25;
  const auto most = static_cast<float>(s.top.front().second);
  for (const auto& [value, count] : s.top) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float height = ImGui::GetTextLineHeight();
    ImGui::GetWindowDrawList()->AddRectFilled(
        at, {at.x + width * static_cast<float>(count) / most, at.y + height},
        ImGui::GetColorU32(ImGuiCol_Header), 2);
    ImGui::TextUnformatted(cut_text(value, width * 0.75f).c_str());
    const double percent = 100.0 * static_cast<double>(count) / static_cast<double>(s.rows);
    const std::string share = grouped(count) + "  " + with_decimal_mark(fmt::format("{:.1f} %", percent));
    ImGui::SameLine(ImGui::GetStyle().WindowPadding.x + width - ImGui::CalcTextSize(share.c_str()).x);
    ImGui::TextUnformatted(share.c_str());
  }
}

}  // namespace

void statistics_window(const PanelInput& in, Actions& out) {
  if (!in.state.statistics) return;
  const ColumnStatistics& statistics = *in.state.statistics;
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({size.x * 0.5f, size.y * 0.4f}, ImGuiCond_Appearing, {0.5f, 0.5f});
  bool open = true;
  const Layer* layer = in.state.map ? in.state.map->data.find(statistics.layer) : nullptr;
  const Column* column = layer && layer->table ? layer->table->find(statistics.column) : nullptr;
  const std::string name = column ? column_title(*layer->table, *column) : statistics.column;
  const std::string title = fmt::format(fmt::runtime(tr("Statistics of {}")), name) + "###statistics";
  if (ImGui::Begin(title.c_str(), &open, ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoCollapse)) {
    if (statistics.summary)
      values(*statistics.summary, column, statistics.column);
    else
      ImGui::TextDisabled("%s", tr("counting…"));
    ImGui::Dummy({ImGui::GetFontSize() * 25, 0});
  }
  ImGui::End();
  if (!open) out.push_back(CloseStatistics{});
}

}  // namespace agglo::viewer
