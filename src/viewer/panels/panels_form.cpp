// The form of an operation: one widget per option, made from the operations table.
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>

#include "agglo/memory.hpp"
#include "viewer/panels/panels.hpp"
#include "viewer/panels/reports.hpp"
#include "viewer/panels/theme.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/state/form_groups.hpp"
#include "viewer/text/glossary.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

const FormValues& values_of(const State& state, const std::string& operation) {
  static const FormValues none{};
  const auto found = state.forms.find(operation);
  return found == state.forms.end() ? none : found->second;
}

std::string text_of(const FormValues& form, const OptionField& field) {
  const auto found = form.text.find(field.key);
  return found == form.text.end() ? option_text(field.default_value) : found->second;
}

std::string help_of(const OptionField& field) {
  std::string help = tr(field.info.help);
  const bool low = std::isfinite(field.info.min), high = std::isfinite(field.info.max);
  const std::string unit = field.info.unit.empty() ? "" : " " + field.info.unit;
  if (low && high)
    help += fmt::format(fmt::runtime(field.info.min_excluded ? tr("\nAbove {:g}, at most {:g}{}")
                                                             : tr("\nFrom {:g} to {:g}{}")),
                        field.info.min, field.info.max, unit);
  else if (low)
    help +=
        fmt::format(fmt::runtime(field.info.min_excluded ? tr("\nAbove {:g}{}") : tr("\nAt least {:g}{}")),
                    field.info.min, unit);
  const std::string standard = option_text(field.default_value);
  if (!standard.empty()) help += fmt::format(fmt::runtime(tr("\nDefault: {}")), standard + unit);
  help += fmt::format(fmt::runtime(tr("\nIn the shell: {}")), field.flag());
  if (const Term* term = term_of(field.key)) help += std::string("\n\n") + tr(term->meaning);
  return help;
}

/// What is explained where nothing is typed; a field too narrow for it is explained by its tooltip alone.
std::string hint_of(const OptionField& field) {
  std::string hint = tr(field.info.help);
  const float room = ImGui::CalcItemWidth() - 2 * ImGui::GetStyle().FramePadding.x;
  return cut_text(hint, room);
}

void choice_box(const OptionField& field, const std::string& operation, const std::string& value,
                const std::vector<std::string>& choices, const char* empty, Actions& out) {
  if (!ImGui::BeginCombo("##value", value.empty() ? empty : value.c_str())) return;
  if (field.type != OptionType::choice && ImGui::Selectable(empty, value.empty()))
    out.push_back(ResetOption{operation, field.key});
  for (const std::string& choice : choices)
    if (ImGui::Selectable(choice.c_str(), choice == value))
      out.push_back(SetOption{operation, field.key, choice});
  ImGui::EndCombo();
}

std::vector<std::string> layer_choices(const State& state, const std::string& role) {
  std::vector<std::string> names;
  if (!state.map) return names;
  for (const Layer& layer : state.map->data.layers)
    if (role.empty() || role == to_string(layer.role) || role == layer.kind) names.push_back(layer.name);
  return names;
}

std::vector<std::string> column_choices(const State& state, const std::string& role) {
  std::vector<std::string> names;
  if (!state.map) return names;
  const auto wanted = role_from_string(role);
  const Layer* layer = state.map->data.last(wanted.value_or(Role::establishments));
  if (layer && layer->table)
    for (const Column& column : layer->table->columns) names.push_back(column.name);
  return names;
}

void field_widget(const State& state, const OptionField& field, const std::string& operation,
                  const FormValues& form, Actions& out) {
  std::string text = text_of(form, field);
  const float unit_width = field.info.unit.empty() ? 0
                                                   : ImGui::CalcTextSize(field.info.unit.c_str()).x +
                                                         ImGui::GetStyle().ItemSpacing.x;
  ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - unit_width);
  switch (field.type) {
    case OptionType::boolean: {
      bool on = text == "true";
      if (ImGui::Checkbox(tr(readable_key(field.key)).c_str(), &on))
        out.push_back(SetOption{operation, field.key, on ? "true" : "false"});
      break;
    }
    case OptionType::choice:
      choice_box(field, operation, text, field.info.choices, "", out);
      break;
    case OptionType::layer:
      choice_box(field, operation, text, layer_choices(state, field.info.role), tr("automatic"), out);
      break;
    case OptionType::column:
      choice_box(field, operation, text, column_choices(state, field.info.role), tr("none"), out);
      break;
    case OptionType::file: {
      ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - ImGui::GetFontSize() * 5);
      if (ImGui::InputText("##value", &text)) out.push_back(SetOption{operation, field.key, text});
      ImGui::SameLine();
      if (ImGui::Button(tr("Browse…")))
        out.push_back(ShowDialog{DialogPurpose::option_file, operation, field.key});
      break;
    }
    default:
      if (!field.info.choices.empty())
        choice_box(field, operation, text, field.info.choices, "", out);
      else if (ImGui::InputTextWithHint("##value", hint_of(field).c_str(), &text))
        out.push_back(SetOption{operation, field.key, text});
  }
  if (ImGui::IsItemActivated()) out.push_back(TouchOption{field.key});
  item_tooltip(help_of(field));
  if (unit_width > 0) {
    ImGui::SameLine();
    ImGui::TextDisabled("%s", field.info.unit.c_str());
  }
}

void option_row(const State& state, const OptionField& field, const std::string& operation,
                const FormValues& form, Actions& out) {
  ImGui::PushID(field.key.c_str());
  if (field.type != OptionType::boolean) {
    ImGui::TextUnformatted(tr(readable_key(field.key)).c_str());
    item_tooltip(help_of(field));
    const auto given = form.text.find(field.key);
    if (given != form.text.end() && given->second != option_text(field.default_value)) {
      ImGui::SameLine();
      if (ImGui::SmallButton(tr("reset"))) out.push_back(ResetOption{operation, field.key});
    }
  }
  field_widget(state, field, operation, form, out);
  if (const auto error = form.errors.find(field.key); error != form.errors.end()) {
    ImGui::PushStyleColor(ImGuiCol_Text, im_colour(error_colour(state.dark)));
    ImGui::PushTextWrapPos(0);
    ImGui::TextUnformatted(error->second.c_str());
    ImGui::PopTextWrapPos();
    ImGui::PopStyleColor();
  }
  ImGui::PopID();
}

/// File and project of an import.
void import_fields(const State& state, const FormValues& form, Actions& out) {
  const float browse = ImGui::CalcTextSize(tr("Browse…")).x + 2 * ImGui::GetStyle().FramePadding.x +
                       ImGui::GetStyle().ItemSpacing.x;
  ImGui::TextUnformatted(tr("File"));
  std::string file = form.file;
  ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - browse);
  if (ImGui::InputTextWithHint("##file", tr("drop a file on the window, or browse"), &file))
    out.push_back(SetFormFile{"import", file});
  item_tooltip(form.file);
  ImGui::SameLine();
  if (ImGui::Button((std::string(tr("Browse…")) + "##file").c_str()))
    out.push_back(ShowDialog{DialogPurpose::import_file, "", ""});
  if (!state.project.empty()) return;
  ImGui::TextUnformatted(tr("Project to import into"));
  std::string project = state.import_project;
  ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - browse);
  if (ImGui::InputTextWithHint("##project", "region.gpkg", &project))
    out.push_back(SetImportProject{project});
  item_tooltip(std::string(tr("Made when it is not there yet.")) + " " + state.import_project);
  ImGui::SameLine();
  if (ImGui::Button((std::string(tr("Browse…")) + "##project").c_str()))
    out.push_back(ShowDialog{DialogPurpose::import_project, "", ""});
}

std::size_t changed_in(const State& state, const Operation& op, FormGroup group, const FormValues& form) {
  return static_cast<std::size_t>(
      std::count_if(op.options.begin(), op.options.end(), [&](const OptionField& field) {
        const auto given = form.text.find(field.key);
        return group_of(op, field) == group && is_asked(state, op, field) && given != form.text.end() &&
               given->second != option_text(field.default_value);
      }));
}

/// Columns and layer of a file to import are chosen from what it has, where it could be read.
bool is_chosen_from_file(const State& state, const Operation& op, const OptionField& field) {
  const auto& found = state.import_preview.found;
  return op.kind == OperationKind::import && field.key == "layer" && found && found->layers.size() > 1;
}

/// The options of one group: the main ones open, the others folded until they are wanted or have an error.
void option_group(const PanelInput& in, const Operation& op, FormGroup group, const FormValues& form,
                  Actions& out) {
  const State& state = in.state;
  bool any = false, wrong = false;
  for (const OptionField& field : op.options)
    if (group_of(op, field) == group && is_asked(state, op, field)) {
      any = true;
      wrong |= form.errors.count(field.key) > 0;
    }
  if (!any) return;
  if (group != FormGroup::main) {
    const std::size_t changed = changed_in(state, op, group, form);
    std::string title = tr(group_title(group));
    if (changed > 0) title += " " + fmt::format(fmt::runtime(tr("({} changed)")), changed);
    if (wrong) ImGui::SetNextItemOpen(true);
    if (!ImGui::CollapsingHeader((title + "###" + group_title(group)).c_str())) return;
  }
  for (const OptionField& field : op.options) {
    if (group_of(op, field) != group || !is_asked(state, op, field) || is_chosen_from_file(state, op, field))
      continue;
    const bool columns = op.kind == OperationKind::import && field.key == "map" && import_columns(in, out);
    if (!columns) option_row(state, field, op.name, form, out);
  }
  ImGui::Spacing();
}

std::string missing_inputs(const State& state, const Operation& op) {
  std::string missing;
  for (const Role role : op.needs)
    if (!state.map || !state.map->data.last(role))
      missing += (missing.empty() ? "" : ", ") + std::string(to_string(role));
  return missing;
}

std::string typed_text(const FormValues& form, const std::string& key) {
  const auto given = form.text.find(key);
  return given == form.text.end() ? "" : given->second;
}

/// One line in the colour of warnings and a button that mends what it says.
bool warned_button(const State& state, const std::string& text, const std::string& button) {
  ImGui::PushStyleColor(ImGuiCol_Text, im_colour(warning_colour(state.dark)));
  wrapped_text(text);
  ImGui::PopStyleColor();
  const bool pressed = ImGui::SmallButton(button.c_str());
  ImGui::Spacing();
  return pressed;
}

/// Who sees a part of the firms would think that the analysis does too: filter and time strip can be taken
/// over into the form.
void offer_filter(const State& state, const Operation& op, const FormValues& form, Actions& out) {
  const auto has = [&](std::string_view key) {
    return std::any_of(op.options.begin(), op.options.end(),
                       [&](const OptionField& field) { return field.key == key; });
  };
  const Layer* firms = state.map ? state.map->data.last(Role::establishments) : nullptr;
  const LayerView* view = firms ? find_layer(state, firms->name) : nullptr;
  if (!view || !has("where")) return;
  if (!view->filter.empty() && typed_text(form, "where") != view->filter &&
      warned_button(state, tr("The filter of the map does not limit this analysis."),
                    tr("Analyse the filtered firms only")))
    out.push_back(SetOption{op.name, "where", view->filter});
  const TimeRange& range = state.time.range;
  const std::string day = range.on ? to_iso_date(range.to) : "";
  if (range.on && typed_text(form, "active_on").empty() &&
      warned_button(state, tr("The time strip does not limit this analysis."),
                    fmt::format(fmt::runtime(tr("Analyse the firms of {}")), day)))
    out.push_back(SetOption{op.name, "active_on", day});
}

void operation_choice(const State& state, const Operation* chosen, Actions& out) {
  ImGui::SetNextItemWidth(-1);
  if (!ImGui::BeginCombo("##operation", chosen ? tr(chosen->title.c_str()) : tr("Choose an analysis…"),
                         ImGuiComboFlags_HeightLarge))
    return;
  for (const Operation& op : operations()) {
    if (op.kind == OperationKind::output) continue;
    if (ImGui::Selectable(tr(op.title).c_str(), op.name == state.operation)) out.push_back(ShowForm{op.name});
    item_tooltip(tr(op.summary));
  }
  ImGui::EndCombo();
}

void operation_list(const State& state, Actions& out) {
  ImGui::Spacing();
  for (const Operation& op : operations()) {
    if (op.kind == OperationKind::output) continue;
    if (ImGui::Selectable(tr(op.title).c_str())) out.push_back(ShowForm{op.name});
    faint_text(state, tr(op.summary));
    ImGui::Spacing();
  }
}

void result_name(const Operation& op, const FormValues& form, Actions& out) {
  ImGui::TextUnformatted(tr("Name of the result"));
  std::string name = form.name;
  ImGui::SetNextItemWidth(-1);
  const char* hint = op.kind == OperationKind::import ? tr("as its role") : op.name.c_str();
  if (ImGui::InputTextWithHint("##name", hint, &name)) out.push_back(SetFormName{op.name, name});
  item_tooltip(tr("A result of the same name is replaced. In the shell: --name"));
  ImGui::Spacing();
}

/// What is still to be imported, and the memory that it takes.
void needs_of_run(const State& state, const Operation& op, const std::string& missing) {
  if (!missing.empty()) {
    ImGui::PushStyleColor(ImGuiCol_Text, im_colour(warning_colour(state.dark)));
    wrapped_text(fmt::format(fmt::runtime(tr("This needs {}: import them first.")), missing));
    ImGui::PopStyleColor();
  }
  if (const std::uint64_t bytes = memory_estimate(state, op); bytes > 0)
    faint_text(state, fmt::format(fmt::runtime(tr("Needs up to about {} of memory beside the tables.")),
                                  gib_text(bytes)));
}

void form_buttons(const State& state, const Operation& op, bool ready, Actions& out) {
  begin_disabled(!ready);
  const ImVec4 accent = im_colour(accent_colour(state.dark));
  ImGui::PushStyleColor(ImGuiCol_Button, accent);
  ImGui::PushStyleColor(ImGuiCol_ButtonHovered, {accent.x * 0.9f, accent.y * 0.9f, accent.z * 0.9f, 1});
  ImGui::PushStyleColor(ImGuiCol_ButtonActive, {accent.x * 0.8f, accent.y * 0.8f, accent.z * 0.8f, 1});
  ImGui::PushStyleColor(ImGuiCol_Text, im_colour(on_accent_colour(state.dark)));
  const char* title = op.kind == OperationKind::import ? tr("Import") : tr("Run");
  if (ImGui::Button(title, {ImGui::GetFontSize() * 6, 0})) out.push_back(RunForm{op.name});
  ImGui::PopStyleColor(4);
  same_line_if_room(tr("Copy as command"));
  if (ImGui::Button(tr("Copy as command"))) out.push_back(CopyCommand{op.name});
  item_tooltip(tr("Puts the command line that does the same on the clipboard"));
  end_disabled();
  same_line_if_room(tr("Reset"));
  if (ImGui::Button(tr("Reset"))) out.push_back(ResetForm{op.name});
  item_tooltip(tr("All values back to their defaults"));
}

}  // namespace

void form_tab(const PanelInput& in, Actions& out) {
  const State& state = in.state;
  const Operation* chosen = nullptr;
  for (const Operation& op : operations())
    if (op.name == state.operation) chosen = &op;
  operation_choice(state, chosen, out);
  if (!chosen) return operation_list(state, out);
  const FormValues& form = values_of(state, chosen->name);
  // The long description is English: the translated summary says more to who reads another language.
  const bool summary = chosen->description.empty() || std::string_view(language().code) != "en";
  faint_text(state, summary ? tr(chosen->summary) : without_shell(chosen->description));
  ImGui::Spacing();
  const bool import = chosen->kind == OperationKind::import;
  if (import) import_fields(state, form, out);
  for (const FormGroup group : kFormGroups) option_group(in, *chosen, group, form, out);
  result_name(*chosen, form, out);
  offer_filter(state, *chosen, form, out);
  const std::string missing = missing_inputs(state, *chosen);
  needs_of_run(state, *chosen, missing);
  form_buttons(state, *chosen, missing.empty() && form.errors.empty() && !(import && form.file.empty()), out);
}

}  // namespace agglo::viewer
