// Jobs: long work in the background. The open project lives with one worker, so that reading, computing and
// saving never hold up the window; work on tables that are in memory goes to another, so that it never waits
// for an analysis, and files that are looked at before an import are read by a third.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "agglo/print.hpp"
#include "agglo/project.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

struct OpenProjectJob {
  std::filesystem::path file;
  std::optional<SceneStyles> styles{};  ///< instead of those in the project
  bool teaching = false;                ///< the teaching project: made when it is not there
  std::optional<Camera> view{};         ///< instead of that in the project
};
/// Runs a step on the open project, or on `project` (made when it is missing) when none is open.
struct StepJob {
  Step step;
  std::filesystem::path project;
  SceneStyles styles;
};
struct RemoveLayerJob {
  std::string layer, title;
  SceneStyles styles;
};
struct RenameLayerJob {
  std::string layer, title;
  SceneStyles styles;
};
/// Takes a step with its results out of the recipe.
struct RemoveStepJob {
  std::size_t index = 0;
  Step step;  ///< as it was seen: another one at this index is left alone
  SceneStyles styles;
};
/// Runs steps again, in place of those of the recipe from `index` on. All or nothing: when one fails or is
/// cancelled, the project is as before.
struct RerunJob {
  std::size_t index = 0;
  std::vector<Step> steps;
  SceneStyles styles;
};
/// Brings the project file to where it was: undo and redo.
struct RestoreProjectJob {
  std::shared_ptr<const ProjectMoment> moment;
  SceneStyles styles;
  bool forward = false;  ///< redo
};
/// Numbers of two clusterings, from their labelled firms.
struct CompareJob {
  std::string a, b;
  std::shared_ptr<const Table> labels_a, labels_b;
};
/// The whole tables after a first look at a project.
struct ReadColumnsJob {
  std::filesystem::path project;
  SceneStyles styles;
};
/// Classes, labels and sizes anew for some layers of a map that is in memory.
struct RestyleJob {
  std::shared_ptr<const MapData> map;
  SceneStyles styles;
  std::vector<std::string> layers;
};
struct ExportJob {
  Scene scene;
  PageOptions page;
  std::filesystem::path file;
  std::vector<PageMap> maps;  ///< side by side; empty = one
};
struct SaveJob {
  SceneStyles styles;
  Camera view;
  std::vector<Bookmark> bookmarks;
  std::string rows;  ///< filters and time, see saved_rows()
  std::vector<NamedPage> pages;
  std::string charts;  ///< see charts_json()
};
/// What a SaveJob saves, and all layers, in a new file.
struct SaveCopyJob {
  std::filesystem::path file;
  SaveJob saved;
};
/// Draws a page for the page editor.
struct PreviewJob {
  Scene scene;
  PageOptions page;
  int width = 0;
  std::vector<PageMap> maps;  ///< side by side; empty = one
};
/// Collects the names of the layers for the find box.
struct NamesJob {
  std::shared_ptr<const MapData> map;
  std::vector<NamedLayer> layers;
  std::shared_ptr<const NameDirectory> known;
};
/// Makes a layer of some rows of another and stores it in the project.
struct SelectionLayerJob {
  Layer from;
  std::shared_ptr<const RowSet> rows;
  std::string title;
  SceneStyles styles;
};
/// Stores a layer that no step made; one of that name that no step made gives way to it.
struct AddLayerJob {
  Layer layer;
  SceneStyles styles;
};
/// Writes some rows of a layer to a file by its extension.
struct ExportRowsJob {
  Layer from;
  std::shared_ptr<const RowSet> rows;
  bool planar = false;
  std::filesystem::path file;
};
/// Each lane is a queue with a worker of its own, which takes its jobs one after the other.
enum class Lane {
  project,  ///< all that reads or changes the open project
  side,     ///< short work on tables in memory, for the panels
  files,    ///< looks into files to import: GDAL reads some of them as a whole and cannot be stopped
};
/// Work on tables in memory, or on a file that is none of the project's. `work` sees nothing but what it was
/// made with, and returns what apply_result() then does to the State. A newer job with the same key takes the
/// place of an older one.
struct SideJob {
  std::string key;
  std::function<std::function<void(State&)>(RunControl&)> work;
  Lane lane = Lane::side;  ///< or files
  bool quiet = false;      ///< over in a moment, many times: not listed
};
using JobRequest =
    std::variant<OpenProjectJob, StepJob, RemoveLayerJob, RenameLayerJob, RemoveStepJob, RerunJob,
                 RestoreProjectJob, CompareJob, ReadColumnsJob, RestyleJob, ExportJob, SaveJob, SaveCopyJob,
                 NamesJob, SelectionLayerJob, AddLayerJob, ExportRowsJob, PreviewJob, SideJob>;

struct JobResult {
  std::uint64_t id = 0;
  std::string title;
  JobRequest request;
  std::optional<Error> error;
  std::vector<std::string> notes;
  std::shared_ptr<const MapData> map;  ///< null when the job left the map as it was
  std::filesystem::path project;       ///< open after the job
  FileStamp stamp_before, stamp;       ///< of its file
  std::optional<Camera> view;          ///< saved with the project (width and height unset)
  std::vector<std::string> new_layers;
  std::vector<Bookmark> bookmarks;              ///< saved with the project, when one was opened
  std::vector<NamedPage> pages;                 ///< likewise
  std::shared_ptr<const PagePreview> preview;   ///< of a PreviewJob
  std::shared_ptr<const NameDirectory> names;   ///< of a NamesJob
  std::shared_ptr<const ProjectMoment> before;  ///< of a job that changed the project file, to undo it
  std::shared_ptr<const Recipe> recipe;         ///< of the project that is open after the job
  std::optional<ComparedNumbers> compared;
  std::string counts, stage;  ///< numbers of a step; where an error stopped the job
  double elapsed_s = 0;
  std::string rows;                  ///< filters and time saved with the project
  std::string charts;                ///< saved with the project
  std::function<void(State&)> take;  ///< of a SideJob that is done
};

inline constexpr std::array kLanes{Lane::project, Lane::side, Lane::files};
Lane lane_of(const JobRequest& request);

/// Queues between window and workers. All members may be called from any thread.
class Jobs {
 public:
  std::uint64_t submit(JobRequest request, std::string title);
  /// Takes a waiting job out of the queue or asks the running one to stop. Either ends in a result.
  void cancel(std::uint64_t id);
  /// Puts a waiting job before the one that waits ahead of it.
  void move_up(std::uint64_t id);
  /// Running first, then those that wait, in order.
  std::vector<JobView> list() const;
  /// Titles and steps of the analyses and imports that run or wait.
  std::vector<std::pair<std::string, Step>> steps() const;
  /// Jobs that write something and have not ended.
  std::size_t writing() const;
  /// While held, no job of the project's lane begins; one that runs goes on.
  void hold(bool held);
  bool idle() const;            ///< nothing waits or runs and no result is left to take
  bool waits(Lane lane) const;  ///< a job of this lane waits for its worker
  bool runs(Lane lane) const;
  std::vector<JobResult> take_results();

  struct Running {
    std::uint64_t id = 0;
    std::string title;
    JobRequest request;
    std::shared_ptr<RunControl> run;
    std::chrono::steady_clock::time_point start;
  };
  /// For the worker of a lane: the next job, waiting for one; nothing after stop().
  std::optional<Running> next(Lane lane);
  void finish(JobResult result);
  /// Cancels everything and lets next() return.
  void stop();

 private:
  struct Waiting {
    std::uint64_t id;
    std::string title;
    JobRequest request;
  };
  struct Queue {
    std::deque<Waiting> waiting;
    std::optional<Running> running;
  };
  Queue& queue(Lane lane) { return queues_[static_cast<std::size_t>(lane)]; }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::array<Queue, kLanes.size()> queues_;
  std::vector<JobResult> results_;
  std::uint64_t last_id_ = 0;
  bool stopped_ = false, held_ = false;
};

/// The threads of all lanes; they end with the object, a file that is being looked into is read to its end.
/// `wake` is called after each finished job.
class Worker {
 public:
  Worker(Jobs& jobs, std::function<void()> wake);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  /// Ends all lanes. False when a file that is looked into is still being read after `patience`: the object
  /// then waits for it where it is destroyed.
  bool end(std::chrono::milliseconds patience);

 private:
  Jobs& jobs_;
  std::vector<std::thread> threads_;
};

}  // namespace agglo::viewer
