// The history of a project: the steps of its recipe.
#include <fmt/format.h>
#include <imgui.h>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/reports.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/state/recipe_steps.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

std::string made_text(const State& state, const Step& step) {
  std::string text;
  for (const Layer* layer : layers_of_step(state, step))
    if (layer->table)
      text += (text.empty() ? "" : ", ") + layer->name + ": " +
              counted("{} row", "{} rows", layer->table->row_count);
  return text;
}

void step_buttons(std::size_t index, bool is_output, Actions& out) {
  if (!is_output) {
    if (ImGui::SmallButton(tr("Edit…"))) out.push_back(EditStep{index});
    item_tooltip(tr("Opens the form with the values of this step"));
    ImGui::SameLine();
  }
  if (ImGui::SmallButton(tr("Run from here"))) out.push_back(RerunSteps{index});
  item_tooltip(tr("Runs this step and all after it again; if one fails, everything stays as it is"));
  ImGui::SameLine();
  if (ImGui::SmallButton(tr("Copy"))) out.push_back(CopySteps{index});
  item_tooltip(tr("The command line that does the same"));
  ImGui::SameLine();
  if (ImGui::SmallButton(tr("Delete"))) out.push_back(DeleteStep{index});
  item_tooltip(
      tr("Takes the step, its result and what rests on it out of the project. Undo brings it back."));
}

void show_step(const State& state, std::size_t index, Actions& out) {
  const Step& step = state.recipe->steps[index].step;
  const Operation& op = operation(step.operation);
  const bool selected = state.selected_step == index;
  ImGui::PushID(static_cast<int>(index));
  const std::string title =
      fmt::format("{}. {}", index + 1, op.title.empty() ? step.operation : tr(op.title));
  const std::string shown = cut_text(title, ImGui::GetContentRegionAvail().x) + "###step";
  if (ImGui::Selectable(shown.c_str(), selected)) out.push_back(SelectStep{index});
  item_tooltip(title + "\n" + tr("Click to show what it made"));
  ImGui::Indent(14);
  const std::string summary = step_summary(step);
  faint_text(state, step.name + (summary.empty() ? "" : ": " + summary));
  const std::string made = made_text(state, step);
  if (!made.empty())
    faint_text(state, made);
  else if (op.kind != OperationKind::output)
    faint_text(state, tr("what it made was replaced later"));
  if (const auto run = state.step_runs.find(step.name); run != state.step_runs.end()) {
    const std::string counts = run->second.counts.empty() ? "" : counts_in_words(run->second.counts) + "; ";
    faint_text(state, counts + with_decimal_mark(
                                   fmt::format(fmt::runtime(tr("took {:.1f} s")), run->second.elapsed_s)));
  }
  if (selected) step_buttons(index, op.kind == OperationKind::output, out);
  ImGui::Unindent(14);
  ImGui::Spacing();
  ImGui::PopID();
}

}  // namespace

void history_tab(const PanelInput& in, Actions& out) {
  const State& state = in.state;
  if (!state.recipe || state.recipe->steps.empty()) {
    faint_text(
        state,
        tr("Each import and each analysis becomes a step here, to be looked at, changed and run again."));
    return;
  }
  faint_text(state, tr("How this project came about. Replaying these steps gives the same tables."));
  ImGui::Spacing();
  for (std::size_t k = 0; k < state.recipe->steps.size(); ++k) show_step(state, k, out);
  ImGui::Separator();
  ImGui::Spacing();
  if (ImGui::Button(tr("Copy all as commands"))) out.push_back(CopySteps{});
  same_line_if_room(tr("Save as recipe…"));
  if (ImGui::Button(tr("Save as recipe…"))) out.push_back(ShowDialog{DialogPurpose::save_recipe, "", ""});
  item_tooltip(tr("A text file that agglo run replays into a new project"));
}

}  // namespace agglo::viewer
