// What is selected, in words; and the question for the title of a layer made of it.
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/state/linked.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

std::uint64_t whole(double value) {
  return static_cast<std::uint64_t>(std::llround(std::max(0.0, value)));
}

/// "1,234 firms", or rows where they stand for no firms.
std::string amount_of(const LayerNumbers& numbers, const Totals& totals) {
  if (numbers.rows_are_firms) return counted("{} firm", "{} firms", totals.rows);
  const std::string rows = counted("{} row", "{} rows", totals.rows);
  if (numbers.firms.empty() || (numbers.rows_overlap && totals.rows > 1)) return rows;
  return rows + ", " + counted("{} firm", "{} firms", whole(totals.firms));
}

/// Nothing where no number of jobs is known: that is not 0 jobs.
std::string jobs_of(const LayerNumbers& numbers, const Totals& totals) {
  const bool counted_twice = numbers.rows_overlap && totals.rows > 1;
  const bool unknown = totals.rows > 0 && totals.without_jobs == totals.rows;
  if (numbers.jobs.empty() || counted_twice || unknown) return {};
  return ", " + counted("{} job", "{} jobs", whole(totals.jobs));
}

}  // namespace

std::string totals_text(const State& state) {
  const LinkedView& linked = state.linked;
  const LayerNumbers* numbers = numbers_of(state, linked.layer);
  if (!numbers) return {};
  if (!linked.selected && !state.selection.empty()) {
    const LayerNumbers* other = numbers_of(state, state.selection.layer);
    if (!other) return {};
    const std::string amount = amount_of(*other, linked.other_totals) + jobs_of(*other, linked.other_totals);
    return fmt::format(fmt::runtime(tr("Selected: {}")), amount);
  }
  if (!linked.selected) {
    const std::string amount =
        amount_of(*numbers, linked.shown_totals) + jobs_of(*numbers, linked.shown_totals);
    return fmt::format(fmt::runtime(tr("Shown: {}")), amount);
  }
  const Totals &part = linked.selected_totals, &all = linked.shown_totals;
  const std::string amount = amount_of(*numbers, part) + jobs_of(*numbers, part);
  std::string text = fmt::format(fmt::runtime(tr("Selected: {}")), amount);
  if (all.rows > 0)
    text += " · " +
            with_decimal_mark(fmt::format(
                fmt::runtime(tr("{:.1f} % of {} shown")),
                100.0 * static_cast<double>(part.rows) / static_cast<double>(all.rows), grouped(all.rows)));
  return text;
}

std::string totals_help(const State& state) {
  const LinkedView& linked = state.linked;
  const LayerNumbers* numbers = numbers_of(state, linked.layer);
  std::string text = tr("What is selected, of what filter, time and legend let through");
  if (!numbers || numbers->jobs.empty()) return text;
  text += std::string("\n") + tr("Jobs: the middle of each class; its lower end where it is open above");
  const Totals& totals = linked.selected ? linked.selected_totals : linked.shown_totals;
  if (totals.without_jobs > 0)
    text.append("\n").append(
        counted("{} row without a number of jobs", "{} rows without a number of jobs", totals.without_jobs));
  return text;
}

void selection_layer_window(const PanelInput& in, Actions& out) {
  if (!in.state.saving_selection) return;
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({size.x * 0.5f, size.y * 0.4f}, ImGuiCond_Always, {0.5f, 0.5f});
  bool open = true;
  const std::string title = std::string(tr("Save the selection as a layer")) + "###save selection";
  if (ImGui::Begin(title.c_str(), &open,
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoCollapse |
                       ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoMove)) {
    std::string typed = *in.state.saving_selection;
    if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
    faint_text(in.state, totals_text(in.state));
    ImGui::SetNextItemWidth(ImGui::GetFontSize() * 22);
    const bool entered = ImGui::InputTextWithHint("##title", tr("title of the layer"), &typed,
                                                  ImGuiInputTextFlags_EnterReturnsTrue);
    if (typed != *in.state.saving_selection) out.push_back(TitleSelectionLayer{typed});
    begin_disabled(typed.empty());
    if (ImGui::Button(tr("Save")) || (entered && !typed.empty())) out.push_back(SaveSelectionLayer{typed});
    end_disabled();
    ImGui::SameLine();
    if (ImGui::Button(tr("Cancel"))) open = false;
  }
  ImGui::End();
  if (!open) out.push_back(AskForSelectionLayer{false});
}

}  // namespace agglo::viewer
