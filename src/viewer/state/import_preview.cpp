#include "viewer/state/import_preview.hpp"

#include <algorithm>

#include "agglo/project.hpp"
#include "viewer/jobs/jobs.hpp"
#include "viewer/state/actions_forms.hpp"
#include "viewer/state/state.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

constexpr std::size_t kPreviewRows = 5;

std::string form_text(const State& state, const std::string& key) {
  const auto form = state.forms.find("import");
  if (form == state.forms.end()) return "";
  const auto text = form->second.text.find(key);
  return text == form->second.text.end() ? "" : text->second;
}

Role role_of(const std::string& as) {
  return role_from_string(as).value_or(Role::establishments);
}

ImportWanted wanted_preview(const State& state) {
  const auto form = state.forms.find("import");
  if (form == state.forms.end() || state.operation != "import") return {};
  return {form->second.file, form_text(state, "as"), form_text(state, "layer"), form_text(state, "profile"),
          form_text(state, "crs")};
}

std::function<void(State&)> read_preview(const ImportWanted& wanted, RunControl& run) {
  std::shared_ptr<const FilePreview> found;
  std::string problem;
  try {
    ImportOptions options;
    options.role = role_of(wanted.as);
    options.layer = wanted.layer;
    options.profile = profile_file(wanted.profile);
    options.crs = wanted.crs;
    found = std::make_shared<const FilePreview>(preview_file(wanted.file, options, kPreviewRows, run));
  } catch (const Error& error) {
    if (error.kind == ErrorKind::cancelled) throw;
    problem = error.message + (error.hint.empty() ? "" : "\n" + error.hint);
  }
  return [=](State& later) {
    if (!(later.import_preview.asked == wanted)) return;
    later.import_preview.job = 0;
    later.import_preview.found = found;
    later.import_preview.problem = problem;
  };
}

bool is_of_jobs(std::string_view field) {
  return field.starts_with("jobs");
}

}  // namespace

void refresh_import_preview(State& state, Jobs& jobs) {
  const ImportWanted wanted = wanted_preview(state);
  ImportPreview& preview = state.import_preview;
  if (wanted == preview.asked) return;
  if (preview.job != 0) jobs.cancel(preview.job);
  preview = {wanted, 0, nullptr, ""};
  std::error_code gone;
  // Half a path while it is typed is no error yet; paths into archives are left to the reader.
  const bool may_be_there = wanted.file.starts_with("/vsi") || std::filesystem::exists(wanted.file, gone);
  if (wanted.file.empty() || !may_be_there) return;
  preview.job = jobs.submit(
      SideJob{"import preview", [wanted](RunControl& run) { return read_preview(wanted, run); }, Lane::files},
      tr_key("Reading the columns"));
  state.jobs = jobs.list();
}

std::map<std::string, std::string> chosen_columns(const State& state) {
  try {
    return parse_field_map(form_text(state, "map"));
  } catch (const Error&) {  // half typed
    return {};
  }
}

bool is_place_field(std::string_view field) {
  return field == "lon" || field == "lat" || field == "x" || field == "y" || field == "wkt";
}

std::vector<std::string> import_fields_of_form(const State& state) {
  return import_field_names(role_of(form_text(state, "as")));
}

ImportColumn import_column(const State& state, const std::string& field, bool automatic_only) {
  const auto& preview = state.import_preview.found;
  if (!preview) return {};
  auto chosen = chosen_columns(state);
  if (automatic_only) chosen.erase(field);
  if (const auto choice = chosen.find(field); choice != chosen.end()) {
    if (choice->second.empty()) return {"", ImportColumn::How::left_out, false};
    const auto column = import_column_named(preview->columns, choice->second);
    return {column ? preview->columns[*column] : choice->second, ImportColumn::How::chosen, !column};
  }
  // As the import does: a choice for one way to say it turns the search for the other ways off.
  const bool place_is_chosen = std::any_of(chosen.begin(), chosen.end(), [](const auto& choice) {
    return is_place_field(choice.first) && !choice.second.empty();
  });
  const bool jobs_are_chosen = chosen.count("jobs") > 0 || chosen.count("jobs_lo") > 0;
  const auto found = preview->fields.find(field);
  if (found == preview->fields.end() || (place_is_chosen && is_place_field(field)) ||
      (jobs_are_chosen && is_of_jobs(field)))
    return {};
  return {found->second, ImportColumn::How::automatic, false};
}

bool import_has_place(const State& state) {
  const auto& preview = state.import_preview.found;
  if (!preview || preview->has_geometry) return preview != nullptr;
  const auto has = [&](const char* field) { return !import_column(state, field).column.empty(); };
  return (has("lon") && has("lat")) || (has("x") && has("y")) || has("wkt");
}

void apply(State& state, const ChooseImportColumn& a, Jobs& jobs) {
  auto chosen = parse_field_map(form_text(state, "map"));  // what is half typed is told, not lost
  if (a.column)
    chosen[a.field] = *a.column;
  else
    chosen.erase(a.field);
  const std::string text = field_map_text(chosen);
  if (text.empty())
    apply(state, ResetOption{"import", "map"}, jobs);
  else
    apply(state, SetOption{"import", "map", text}, jobs);
}

}  // namespace agglo::viewer
