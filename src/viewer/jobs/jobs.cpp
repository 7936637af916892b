#include "viewer/jobs/jobs.hpp"

#include <algorithm>
#include <utility>

#include "viewer/jobs/job_runs.hpp"

namespace agglo::viewer {

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

bool is_quiet(const JobRequest& request) {
  const auto* job = std::get_if<SideJob>(&request);
  return job && job->quiet;
}

bool replaces(const JobRequest& fresh, const JobRequest& earlier) {
  const auto *a = std::get_if<SideJob>(&fresh), *b = std::get_if<SideJob>(&earlier);
  return a && b && a->key == b->key;
}

}  // namespace

Lane lane_of(const JobRequest& request) {
  if (const auto* job = std::get_if<SideJob>(&request)) return job->lane;
  const bool side =
      std::holds_alternative<NamesJob>(request) || std::holds_alternative<CompareJob>(request) ||
      std::holds_alternative<RestyleJob>(request) || std::holds_alternative<PreviewJob>(request);
  return side ? Lane::side : Lane::project;
}

std::uint64_t Jobs::submit(JobRequest request, std::string title) {
  const std::lock_guard lock(mutex_);
  const Lane lane = lane_of(request);
  std::erase_if(queue(lane).waiting, [&](const Waiting& job) { return replaces(request, job.request); });
  if (const auto& job = queue(lane).running; job && replaces(request, job->request)) job->run->request_stop();
  queue(lane).waiting.push_back({++last_id_, std::move(title), std::move(request)});
  changed_.notify_all();
  return last_id_;
}

void Jobs::cancel(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  for (Queue& queue : queues_) {
    for (Waiting& job : queue.waiting)
      if (job.id == id) {
        JobResult result;
        result.id = id;
        result.title = job.title;
        result.request = std::move(job.request);
        result.error = Error(ErrorKind::cancelled, "cancelled");
        results_.push_back(std::move(result));
      }
    std::erase_if(queue.waiting, [id](const Waiting& job) { return job.id == id; });
    if (queue.running && queue.running->id == id) queue.running->run->request_stop();
  }
}

std::vector<JobView> Jobs::list() const {
  const std::lock_guard lock(mutex_);
  std::vector<JobView> views;
  for (const Queue& queue : queues_) {
    if (const auto& job = queue.running; job && !is_quiet(job->request))
      views.push_back(
          {job->id, job->title, job->run->stage(), job->run->fraction(), true, seconds_since(job->start)});
    for (const Waiting& job : queue.waiting)
      if (!is_quiet(job.request)) views.push_back({job.id, job.title, "", -1, false, 0});
  }
  return views;
}

void Jobs::move_up(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  for (Queue& queue : queues_)
    for (std::size_t k = 1; k < queue.waiting.size(); ++k)
      if (queue.waiting[k].id == id) {
        std::swap(queue.waiting[k - 1], queue.waiting[k]);
        return;
      }
}

std::size_t Jobs::writing() const {
  const std::lock_guard lock(mutex_);
  const auto writes = [](const JobRequest& request) {
    const auto* side = std::get_if<SideJob>(&request);
    return (side && side->key.starts_with("export ")) || std::holds_alternative<StepJob>(request) ||
           std::holds_alternative<RerunJob>(request) || std::holds_alternative<SaveJob>(request) ||
           std::holds_alternative<SaveCopyJob>(request) || std::holds_alternative<ExportJob>(request) ||
           std::holds_alternative<ExportRowsJob>(request) ||
           std::holds_alternative<SelectionLayerJob>(request) || std::holds_alternative<AddLayerJob>(request);
  };
  std::size_t count = 0;
  for (const Queue& queue : queues_) {
    count += queue.running && writes(queue.running->request);
    for (const Waiting& job : queue.waiting) count += writes(job.request);
  }
  return count;
}

std::vector<std::pair<std::string, Step>> Jobs::steps() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<std::string, Step>> steps;
  const auto add = [&](const std::string& title, const JobRequest& request) {
    if (const auto* job = std::get_if<StepJob>(&request)) steps.emplace_back(title, job->step);
    if (const auto* job = std::get_if<RerunJob>(&request))
      for (const Step& step : job->steps) steps.emplace_back(title, step);
  };
  for (const Queue& queue : queues_) {
    if (queue.running) add(queue.running->title, queue.running->request);
    for (const Waiting& job : queue.waiting) add(job.title, job.request);
  }
  return steps;
}

bool Jobs::idle() const {
  const std::lock_guard lock(mutex_);
  const bool at_rest = std::all_of(queues_.begin(), queues_.end(), [](const Queue& queue) {
    return !queue.running && queue.waiting.empty();
  });
  return at_rest && results_.empty();
}

bool Jobs::waits(Lane lane) const {
  const std::lock_guard lock(mutex_);
  return !queues_[static_cast<std::size_t>(lane)].waiting.empty();
}

bool Jobs::runs(Lane lane) const {
  const std::lock_guard lock(mutex_);
  return queues_[static_cast<std::size_t>(lane)].running.has_value();
}

std::vector<JobResult> Jobs::take_results() {
  const std::lock_guard lock(mutex_);
  return std::exchange(results_, {});
}

std::optional<Jobs::Running> Jobs::next(Lane lane) {
  std::unique_lock lock(mutex_);
  Queue& mine = queue(lane);
  changed_.wait(lock,
                [&] { return stopped_ || (!mine.waiting.empty() && !(held_ && lane == Lane::project)); });
  if (stopped_) return std::nullopt;
  Waiting job = std::move(mine.waiting.front());
  mine.waiting.pop_front();
  mine.running = Running{job.id, std::move(job.title), std::move(job.request), std::make_shared<RunControl>(),
                         std::chrono::steady_clock::now()};
  return mine.running;
}

void Jobs::finish(JobResult result) {
  const std::lock_guard lock(mutex_);
  queue(lane_of(result.request)).running.reset();
  results_.push_back(std::move(result));
}

void Jobs::hold(bool held) {
  const std::lock_guard lock(mutex_);
  held_ = held;
  changed_.notify_all();
}

void Jobs::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  for (Queue& queue : queues_) {
    queue.waiting.clear();
    if (queue.running) queue.running->run->request_stop();
  }
  changed_.notify_all();
}

JobResult run_job(ProjectSession& session, Jobs::Running job) {
  JobResult result = run_job(session, job.request, *job.run);
  result.id = job.id;
  result.title = std::move(job.title);
  result.request = std::move(job.request);
  result.elapsed_s = seconds_since(job.start);
  if (result.error) result.stage = job.run->stage();
  return result;
}

Worker::Worker(Jobs& jobs, std::function<void()> wake) : jobs_(jobs) {
  for (const Lane lane : kLanes)
    threads_.emplace_back([&jobs, wake, lane] {
      ProjectSession session;
      while (auto job = jobs.next(lane)) {
        jobs.finish(run_job(session, *std::move(job)));
        wake();
      }
    });
}

bool Worker::end(std::chrono::milliseconds patience) {
  jobs_.stop();
  const auto join = [](std::thread& thread) {
    if (thread.joinable()) thread.join();
  };
  for (const Lane lane : kLanes)
    if (lane != Lane::files) join(threads_[static_cast<std::size_t>(lane)]);
  const auto until = std::chrono::steady_clock::now() + patience;
  while (jobs_.runs(Lane::files)) {
    if (std::chrono::steady_clock::now() >= until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  join(threads_[static_cast<std::size_t>(Lane::files)]);
  return true;
}

Worker::~Worker() {
  jobs_.stop();
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

}  // namespace agglo::viewer
