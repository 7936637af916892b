#include "viewer/jobs/jobs.hpp"

#include <algorithm>
#include <utility>

#include "viewer/jobs/job_runs.hpp"

namespace agglo::viewer {

std::uint64_t Jobs::submit(JobRequest request, std::string title) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back({++last_id_, std::move(title), std::move(request)});
  changed_.notify_one();
  return last_id_;
}

void Jobs::cancel(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  std::erase_if(waiting_, [id](const Waiting& job) { return job.id == id; });
  if (running_ && running_->id == id) running_->run->request_stop();
}

std::vector<JobView> Jobs::list() const {
  const std::lock_guard lock(mutex_);
  std::vector<JobView> views;
  if (running_)
    views.push_back({running_->id, running_->title, running_->run->stage(), running_->run->fraction(), true});
  for (const Waiting& job : waiting_) views.push_back({job.id, job.title, "waiting", -1, false});
  return views;
}

bool Jobs::idle() const {
  const std::lock_guard lock(mutex_);
  return !running_ && waiting_.empty() && results_.empty();
}

std::vector<JobResult> Jobs::take_results() {
  const std::lock_guard lock(mutex_);
  return std::exchange(results_, {});
}

std::optional<Jobs::Running> Jobs::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopped_ || !waiting_.empty(); });
  if (stopped_) return std::nullopt;
  Waiting job = std::move(waiting_.front());
  waiting_.pop_front();
  running_ = Running{job.id, std::move(job.title), std::move(job.request), std::make_shared<RunControl>()};
  return running_;
}

void Jobs::finish(JobResult result) {
  const std::lock_guard lock(mutex_);
  running_.reset();
  results_.push_back(std::move(result));
}

void Jobs::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  waiting_.clear();
  if (running_) running_->run->request_stop();
  changed_.notify_all();
}

Worker::Worker(Jobs& jobs, std::function<void()> wake) : jobs_(jobs) {
  thread_ = std::thread([&jobs, wake = std::move(wake)] {
    ProjectSession session;
    while (auto job = jobs.next()) {
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
  if (thread_.joinable()) thread_.join();
}

}  // namespace agglo::viewer
