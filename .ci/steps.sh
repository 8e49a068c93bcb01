# The steps of .ci/run that are more than one command.
PG_URL="postgres://postgres@127.0.0.1:5432/esrlm_ci"

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

apt_install() {
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
}

lint() {
  .venv/bin/ruff check .
  .venv/bin/ruff format --check .
  .venv/bin/djlint wagtail_esrlm sandbox --lint --quiet
}

migrations() {
  local leaves field
  leaves=$(.venv/bin/python .ci/migration_leaves.py)
  [ "$leaves" = 1 ] || { echo "There are $leaves leaf migrations; one is allowed."; return 1; }
  for field in AutoField BigAutoField; do
    DJANGO_SETTINGS_MODULE=tests.settings TEST_AUTO_FIELD="django.db.models.$field" \
      .venv/bin/python -m django makemigrations --check --dry-run wagtail_esrlm
  done
  .venv/bin/python sandbox/manage.py makemigrations --check --dry-run
}

answers() { .venv/bin/python .ci/answers.py "$1" "$2"; }

servers() {
  if ! answers 127.0.0.1 5432; then
    apt_install postgresql
    as_root sh -c 'for f in /etc/postgresql/*/main/pg_hba.conf; do printf "local all all trust\nhost all all 127.0.0.1/32 trust\n" > "$f"; done'
    as_root pg_ctlcluster --skip-systemctl-redirect "$(ls /etc/postgresql | tail -1)" main restart
  fi
  if ! answers 127.0.0.1 6379; then
    apt_install redis-server
    redis-server --daemonize yes --bind 127.0.0.1 --port 6379 --save "" >/dev/null
  fi
  sleep 1
  answers 127.0.0.1 5432 && answers 127.0.0.1 6379
}

tests_on_postgresql() {
  DATABASE_URL=$PG_URL .venv/bin/python .ci/make_database.py
  DATABASE_URL=$PG_URL .venv/bin/python -m pytest -n 2 --create-db -m "not e2e"
}

oldest_versions() {
  [ -x build/oldest/bin/python ] || .venv/bin/python -m venv build/oldest
  build/oldest/bin/python -m pip install --quiet --no-deps -r requirements/lowest.txt
  build/oldest/bin/python -c "import wagtail; assert wagtail.__version__.startswith('7.4'), wagtail.__version__"
  DJANGO_SETTINGS_MODULE=tests.settings build/oldest/bin/python -m django makemigrations --check --dry-run wagtail_esrlm
  build/oldest/bin/python -m pytest -n 2 -m "not e2e and not postgres"
}

wheel() {
  unset PYTHONPATH
  rm -rf build/wheel build/empty build/lib dist
  .venv/bin/python -m pip wheel --quiet --no-deps --wheel-dir build/wheel .
  .venv/bin/python .ci/inspect_wheel.py build/wheel/*.whl
  .venv/bin/python -m venv build/empty
  build/empty/bin/python -m pip install --quiet build/wheel/*.whl
  (cd build/empty && ./bin/python ../../.ci/host/manage.py check \
    && ./bin/python ../../.ci/host/manage.py migrate --verbosity 0 \
    && ./bin/python ../../.ci/host/manage.py esrlm_roles \
    && ./bin/python ../../.ci/host/manage.py migrate --verbosity 0 wagtail_esrlm zero)
}

browser_tests() {
  command -v chromium >/dev/null || apt_install chromium
  # A browser may crash on a busy machine: what failed is tried once more, by itself.
  local remembering=(-o addopts="-ra --strict-markers" -m e2e tests/e2e)
  .venv/bin/python -m pytest "${remembering[@]}" \
    || .venv/bin/python -m pytest "${remembering[@]}" --last-failed --last-failed-no-failures none
}
