// Project: a store with its recipe; running steps on it.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agglo/import.hpp"
#include "agglo/operations.hpp"
#include "agglo/scene.hpp"
#include "agglo/store.hpp"

namespace agglo {

/// Compute time is apart from reading and writing.
struct Timings {
  double read_s = 0, compute_s = 0, write_s = 0;
};

struct RecipeStep {
  Step step;
  std::string source_sha256;  ///< of the imported file
};
struct Recipe {
  std::vector<RecipeStep> steps;
};
/// TOML, one [[step]] per step. Parsing throws Error{usage} with file, line, what was found.
std::string recipe_toml(const Recipe& recipe);
Recipe recipe_from_toml(std::string_view text, std::string_view file_name);
/// The name a step's result has when none is given: the operation, or the role for an import.
std::string default_step_name(const Step& step);
/// Whether `file` is the project itself, or a file or profile that it was imported from: nothing that a
/// result may take the place of. False for a file that is not there.
bool is_source_of(const Recipe& recipe, const std::filesystem::path& project,
                  const std::filesystem::path& file);
/// The command line that does the same ("copy as command").
std::string step_command(const Step& step, std::string_view project_file);

/// What a project held at one moment, to go back to. Tables are shared with the project, so it costs memory
/// only for those that the project no longer has.
struct ProjectMoment {
  Frame frame;
  std::vector<Layer> layers;  ///< with tables
  Recipe recipe;
  std::vector<std::pair<std::string, std::string>> import_reports;
};

/// An open project. Main thread only; jobs work on snapshot().
class Project {
 public:
  static Project open(const std::filesystem::path& file);
  static Project open_or_create(const std::filesystem::path& file);

  const std::filesystem::path& file() const { return file_; }
  const Recipe& recipe() const { return recipe_; }
  const ProjectStore& store() const { return *store_; }
  SceneStyles styles() const;
  /// Saves the styles (and the QGIS styles that follow from them).
  void save_styles(const SceneStyles& styles, RunControl& run);
  /// The same, and other texts of the project with it, in one transaction.
  void save_styles(const SceneStyles& styles, const std::vector<std::pair<std::string, std::string>>& texts,
                   RunControl& run);

  /// Layers with tables. Tables are read once and kept.
  Dataset snapshot(RunControl& run);
  /// What the first map needs, which for large registers is read in a fraction of the time: their firms'
  /// tables have only the columns that the styles name. Nothing when that would be the snapshot.
  std::optional<Dataset> first_look(const SceneStyles& styles, RunControl& run);

  /// Runs the step on the project's data and stores outcome and recipe in one transaction.
  Outcome run(const Step& step, RunControl& control, Timings& timings);
  /// Stores the outcome of a step that was computed on a snapshot. Results that an import makes invalid are
  /// removed in the same transaction. Returns what the user should know: results removed or outdated.
  std::vector<std::string> store_outcome(const Step& step, const Outcome& outcome, RunControl& run);
  /// Stores a layer that no step made (see selection_layer.hpp). A name that is taken gets _2, _3 ...
  /// appended; returns the name. A replay of the recipe does not make it again.
  std::string add_layer(Layer layer, RunControl& run);
  /// Stores a layer that no step made in the place of the one of its name. What steps found with that one
  /// stays until they are run again. Error{usage} when there is none, or a step made it.
  void replace_layer(Layer layer, RunControl& run);

  /// Gives a layer another title. Its name, by which steps know it, stays. Error{usage} for an empty title
  /// and for a layer that is not there.
  void rename_layer(std::string_view name, const std::string& title, RunControl& run);
  /// Removes a layer with the steps that made it and what cannot be without them: all layers of those steps,
  /// and results that rest on any of them. Results that merely took columns from it stay, named in a note,
  /// until they are run again; but for these the recipe replays to what is left. Returns what the user should
  /// know. Error{usage} for a layer that is not there.
  std::vector<std::string> remove_layer(std::string_view name, RunControl& run);
  /// Removes a step of the recipe likewise; one whose result is no longer there just leaves the recipe.
  std::vector<std::string> remove_step(std::size_t index, RunControl& run);

  /// Writes all that is in the project, as it is in memory, into a new project with these styles and texts;
  /// also when the project's own file is gone or damaged meanwhile, if its tables were read before. Files of
  /// the recipe are named as seen from the copy. Returns what the user should know: the reports of imports
  /// are in the file alone and cannot come along without it. Error{failure} when `target` is there already.
  std::vector<std::string> save_copy(const std::filesystem::path& target, const SceneStyles& styles,
                                     const std::vector<std::pair<std::string, std::string>>& texts,
                                     RunControl& run);

  ProjectMoment moment(RunControl& run);
  /// Brings layers, their order, the recipe and the frame back to what they were, in one transaction. Styles
  /// stay as they are.
  void go_to(const ProjectMoment& moment, RunControl& run);

 private:
  struct Removal;
  std::vector<std::string> remove(Removal removal, RunControl& run);
  explicit Project(std::filesystem::path file, ProjectStore store);
  /// The layers with the tables that the step reads.
  Dataset input_of(const Step& step, RunControl& run);
  void load(Layer& layer, RunControl& run);
  /// All tables that are not there yet, but those of some layers.
  void load_all(const std::vector<std::string>& but, RunControl& run);
  /// As it goes into the recipe: files as seen from the project's folder.
  RecipeStep recorded_step(const Step& step, const Outcome& outcome) const;

  std::filesystem::path file_;
  std::shared_ptr<ProjectStore> store_;
  Recipe recipe_;
  Dataset data_;
};

/// Runs one step on a snapshot: what the viewer's jobs and Project::run share. Checks needs; Error{usage}
/// names what is missing and how to import it.
Outcome run_step(const Dataset& data, const Step& step, RunControl& run);

/// A file that is not a project, given straight to an operation.
struct FileInput {
  std::filesystem::path file;                    ///< the establishments
  ImportOptions import;                          ///< how to read it
  std::map<Role, std::filesystem::path> others;  ///< institutions, zones, regions ... from files of their own
};
/// Imports the files and runs one step on them. Clustering gives the layers `firms` (every input row in input
/// order, its columns plus cluster and role) and `clusters`; other operations their own layers.
Outcome run_on_file(const FileInput& input, const Step& step, RunControl& run, Timings& timings);

/// Imports a file into a project, which is made when it does not exist (and only once the file has been
/// read).
Outcome import_into(const std::filesystem::path& project, const Step& step, RunControl& run,
                    Timings& timings);

/// "sector=NAICS,jobs=EMP" as agglo field -> column of the source; a column may stand in quotes, doubled ones
/// inside: lon="X, deg". Error{usage} for anything else.
std::map<std::string, std::string> parse_field_map(const std::string& text);
/// The text that parse_field_map() turns back into `fields`; columns with a comma or a quote stand in
/// quotes.
std::string field_map_text(const std::map<std::string, std::string>& fields);
/// A path as it is; otherwise the profile of that name that comes with agglo. Error{usage} names those there
/// are.
std::string profile_file(const std::string& profile);

/// Replays a recipe into a new project (.gpkg). Project and maps are made under other names and moved into
/// place when all is done, so a failed or killed run leaves what was there. Files are looked for beside the
/// recipe, then from the working directory; maps are written beside the project. `tell` hears of each
/// finished step.
void replay(const Recipe& recipe, const std::filesystem::path& recipe_file,
            const std::filesystem::path& project, RunControl& run,
            const std::function<void(const Step&, const Outcome&, const Timings&)>& tell);
/// The maps that a replay writes.
std::vector<std::filesystem::path> replayed_files(const Recipe& recipe, const std::filesystem::path& project);

/// Where agglo's data lies (base map, profiles, fonts configuration): beside the executable's share/, or the
/// source tree during development. Found without environment variables.
std::filesystem::path data_directory();

std::string version();

}  // namespace agglo
