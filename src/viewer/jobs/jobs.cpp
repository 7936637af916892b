#include "viewer/jobs/jobs.hpp"

#include <algorithm>
#include <utility>

#include "viewer/jobs/job_runs.hpp"

namespace agglo::viewer {

Lane lane_of(const JobRequest& request) {
  return std::holds_alternative<NamesJob>(request) ? Lane::side : Lane::project;
}

std::uint64_t Jobs::submit(JobRequest request, std::string title) {
  const std::lock_guard lock(mutex_);
  const Lane lane = lane_of(request);
  queue(lane).waiting.push_back({++last_id_, std::move(title), std::move(request)});
  changed_.notify_all();
  return last_id_;
}

void Jobs::cancel(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  for (Queue& queue : queues_) {
    std::erase_if(queue.waiting, [id](const Waiting& job) { return job.id == id; });
    if (queue.running && queue.running->id == id) queue.running->run->request_stop();
  }
}

std::vector<JobView> Jobs::list() const {
  const std::lock_guard lock(mutex_);
  std::vector<JobView> views;
  for (const Queue& queue : queues_) {
    if (const auto& job = queue.running)
      views.push_back({job->id, job->title, job->run->stage(), job->run->fraction(), true});
    for (const Waiting& job : queue.waiting) views.push_back({job.id, job.title, "waiting", -1, false});
  }
  return views;
}

bool Jobs::idle() const {
  const std::lock_guard lock(mutex_);
  const bool at_rest = std::all_of(queues_.begin(), queues_.end(), [](const Queue& queue) {
    return !queue.running && queue.waiting.empty();
  });
  return at_rest && results_.empty();
}

std::vector<JobResult> Jobs::take_results() {
  const std::lock_guard lock(mutex_);
  return std::exchange(results_, {});
}

std::optional<Jobs::Running> Jobs::next(Lane lane) {
  std::unique_lock lock(mutex_);
  Queue& mine = queue(lane);
  changed_.wait(lock, [&] { return stopped_ || !mine.waiting.empty(); });
  if (stopped_) return std::nullopt;
  Waiting job = std::move(mine.waiting.front());
  mine.waiting.pop_front();
  mine.running =
      Running{job.id, std::move(job.title), std::move(job.request), std::make_shared<RunControl>()};
  return mine.running;
}

void Jobs::finish(JobResult result) {
  const std::lock_guard lock(mutex_);
  queue(lane_of(result.request)).running.reset();
  results_.push_back(std::move(result));
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

Worker::Worker(Jobs& jobs, std::function<void()> wake) : jobs_(jobs) {
  for (const Lane lane : {Lane::project, Lane::side})
    threads_.emplace_back([&jobs, wake, lane] {
      ProjectSession session;
      while (auto job = jobs.next(lane)) {
        JobResult result = run_job(session, job->request, *job->run);
        result.id = job->id;
        result.title = job->title;
        result.request = std::move(job->request);
        jobs.finish(std::move(result));
        wake();
      }
    });
}

Worker::~Worker() {
  jobs_.stop();
  for (std::thread& thread : threads_) thread.join();
}

}  // namespace agglo::viewer
