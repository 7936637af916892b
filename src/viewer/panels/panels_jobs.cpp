// The list of jobs and what they had to say; the window for a layer's title.
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>

#include "viewer/panels/panels.hpp"
#include "viewer/panels/reports.hpp"
#include "viewer/panels/theme.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/text/tr_message.hpp"

namespace agglo::viewer {

namespace {

Colour message_colour(const State& state, MessageKind kind) {
  if (kind == MessageKind::error) return error_colour(state.dark);
  return kind == MessageKind::warning ? warning_colour(state.dark) : accent_colour(state.dark);
}

/// Of counts, "Clusters 45 · Firms 89,245"; of a row of a report, its name and the rest beside it.
void report_line(const State& state, const ReportLine& line) {
  const float em = ImGui::GetFontSize();
  if (line.kind == ReportLine::Kind::text)
    return wrapped_text(with_grouped_numbers(in_words_of_forms(tr_message(line.cells[0]))));
  if (line.kind == ReportLine::Kind::counts) return wrapped_text(counts_in_words(line.cells[0]));
  ImGui::Indent(em * 0.7f);
  if (line.kind == ReportLine::Kind::samples) {
    faint_text(state, line.cells[0]);
  } else if (line.kind == ReportLine::Kind::doubtful) {
    wrapped_text(line.cells[1] + ": " + line.cells[2]);
  } else {
    const float left = ImGui::GetCursorPosX();
    ImGui::TextDisabled("%s", line.cells[0].c_str());
    ImGui::SameLine(left + em * 4.5f);
    wrapped_text(line.cells[1] + (line.cells.size() > 2 ? " (" + line.cells[2] + ")" : ""));
  }
  ImGui::Unindent(em * 0.7f);
}

void show_message(const State& state, const Message& message, Actions& out) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::Indent(10);
  ImGui::BeginGroup();
  ImGui::PushStyleColor(ImGuiCol_Text, im_colour(message_colour(state, message.kind)));
  const std::string title =
      message.kind == MessageKind::error && message.title.empty() ? tr("Not done") : tr_job(message.title);
  if (!title.empty()) ImGui::TextUnformatted(cut_text(title, ImGui::GetContentRegionAvail().x).c_str());
  ImGui::PopStyleColor();
  for (const ReportLine& line : report_lines(message.text)) report_line(state, line);
  if (!message.hint.empty())
    faint_text(state, with_grouped_numbers(in_words_of_forms(tr_message(message.hint))));
  if (!message.details.empty() && ImGui::TreeNode(tr("Details of the error"))) {
    faint_text(state, message.details);
    if (ImGui::SmallButton(tr("Copy")))
      out.push_back(CopyText{title + "\n" + message.text + "\n" + message.hint + "\n" + message.details});
    ImGui::TreePop();
  }
  ImGui::EndGroup();
  ImGui::Unindent(10);
  const float bottom = ImGui::GetItemRectMax().y;
  ImGui::GetWindowDrawList()->AddRectFilled({at.x, at.y + 2}, {at.x + 3, bottom},
                                            im_packed(message_colour(state, message.kind)), 1.5f);
  ImGui::Spacing();
}

std::string duration(double seconds) {
  if (seconds < 60) return fmt::format(fmt::runtime(tr("{:.0f} s")), seconds);
  const int whole = static_cast<int>(seconds);
  return fmt::format(fmt::runtime(tr("{} min {} s")), whole / 60, whole % 60);
}

void running_job(const State& state, const JobView& job, Actions& out) {
  const float button = ImGui::CalcTextSize(tr("Cancel")).x + 2 * ImGui::GetStyle().FramePadding.x;
  const float width = ImGui::GetContentRegionAvail().x - button - ImGui::GetStyle().ItemSpacing.x;
  progress_bar(job.fraction, width);
  ImGui::SameLine();
  if (ImGui::Button(tr("Cancel"))) out.push_back(CancelJob{job.id});
  faint_text(state,
             (job.stage.empty() ? tr("starting") : tr_message(job.stage)) + ", " + duration(job.elapsed_s));
}

void waiting_job(const State& state, const JobView& job, std::size_t place, Actions& out) {
  faint_text(state, place == 0 ? tr("waiting, next in turn")
                               : fmt::format(fmt::runtime(tr("waiting, {} before it")), place));
  begin_disabled(place == 0);
  if (ImGui::SmallButton(tr("Move up"))) out.push_back(MoveJobUp{job.id});
  end_disabled();
  ImGui::SameLine();
  if (ImGui::SmallButton(tr("Cancel"))) out.push_back(CancelJob{job.id});
}

}  // namespace

void activity_tab(const PanelInput& in, Actions& out) {
  const State& state = in.state;
  std::size_t place = 0;
  for (const JobView& job : state.jobs) {
    ImGui::PushID(static_cast<int>(job.id));
    heading(cut_text(tr_job(job.title), ImGui::GetContentRegionAvail().x).c_str());
    if (job.running)
      running_job(state, job, out);
    else
      waiting_job(state, job, place++, out);
    ImGui::Spacing();
    ImGui::PopID();
  }
  if (state.jobs.empty()) faint_text(state, tr("Nothing is running."));
  ImGui::Separator();
  ImGui::Spacing();
  if (!state.messages.empty() && ImGui::SmallButton(tr("Clear messages"))) out.push_back(ClearMessages{});
  for (std::size_t k = state.messages.size(); k-- > 0;) {
    ImGui::PushID(static_cast<int>(k));
    show_message(state, state.messages[k], out);
    ImGui::PopID();
  }
}

void rename_window(const PanelInput& in, Actions& out) {
  if (!in.state.renaming) return;
  const LayerRename& renaming = *in.state.renaming;
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({size.x * 0.5f, size.y * 0.4f}, ImGuiCond_Appearing, {0.5f, 0.5f});
  bool open = true;
  if (ImGui::Begin((std::string(tr("Rename layer")) + "###rename").c_str(), &open,
                   ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoCollapse)) {
    static std::string typed;  // the field's own text while it is shown
    if (ImGui::IsWindowAppearing()) {
      typed = renaming.title;
      ImGui::SetKeyboardFocusHere();
    }
    ImGui::SetNextItemWidth(ImGui::GetFontSize() * 20);
    const bool enter = ImGui::InputText("##title", &typed, ImGuiInputTextFlags_EnterReturnsTrue);
    begin_disabled(typed.empty());
    if (ImGui::Button(tr("Rename")) || (enter && !typed.empty()))
      out.push_back(RenameLayer{renaming.layer, typed});
    end_disabled();
    ImGui::SameLine();
    if (ImGui::Button(tr("Cancel"))) open = false;
  }
  ImGui::End();
  if (!open) out.push_back(StartRename{});
}

}  // namespace agglo::viewer
