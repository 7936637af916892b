// Jobs: long work in the background, one after the other. The open project lives with the worker, so that
// reading, computing and saving never hold up the window.
#pragma once

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
#include "viewer/state/state.hpp"

namespace agglo::viewer {

struct OpenProjectJob {
  std::filesystem::path file;
};
/// Runs a step on the open project, or on `project` (made when it is missing) when none is open.
struct StepJob {
  Step step;
  std::filesystem::path project;
  SceneStyles styles;
};
struct RemakeSceneJob {
  SceneStyles styles;
};
struct ExportJob {
  Scene scene;
  PageOptions page;
  std::filesystem::path file;
};
struct SaveJob {
  SceneStyles styles;
  Camera view;
};
using JobRequest = std::variant<OpenProjectJob, StepJob, RemakeSceneJob, ExportJob, SaveJob>;

struct JobResult {
  std::uint64_t id = 0;
  std::string title;
  JobRequest request;
  std::optional<Error> error;
  std::vector<std::string> notes;
  std::shared_ptr<const MapData> map;  ///< null when the job left the map as it was
  std::filesystem::path project;       ///< open after the job
  std::optional<Camera> view;          ///< saved with the project (width and height unset)
  std::vector<std::string> new_layers;
};

/// Queue between window and worker. All members may be called from any thread.
class Jobs {
 public:
  std::uint64_t submit(JobRequest request, std::string title);
  /// Takes a waiting job out of the queue or asks the running one to stop.
  void cancel(std::uint64_t id);
  std::vector<JobView> list() const;
  bool idle() const;  ///< nothing waits or runs and no result is left to take
  std::vector<JobResult> take_results();

  struct Running {
    std::uint64_t id = 0;
    std::string title;
    JobRequest request;
    std::shared_ptr<RunControl> run;
  };
  /// For the worker: the next job, waiting for one; nothing after stop().
  std::optional<Running> next();
  void finish(JobResult result);
  /// Cancels everything and lets next() return.
  void stop();

 private:
  struct Waiting {
    std::uint64_t id;
    std::string title;
    JobRequest request;
  };
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> waiting_;
  std::optional<Running> running_;
  std::vector<JobResult> results_;
  std::uint64_t last_id_ = 0;
  bool stopped_ = false;
};

/// The worker thread; it ends with the object. `wake` is called after each finished job.
class Worker {
 public:
  Worker(Jobs& jobs, std::function<void()> wake);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

 private:
  Jobs& jobs_;
  std::thread thread_;
};

}  // namespace agglo::viewer
