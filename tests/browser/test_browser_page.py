from pathlib import Path

from tests.browser.chromium import WatchedPage

POLICY = "default-src 'none'; script-src 'self'"


def write(folder: Path, body: str, head: str = "") -> str:
    file = folder / "page.html"
    file.write_text(f"<!doctype html><meta charset='utf-8'>{head}<title>Ü</title><body>{body}", encoding="utf-8")
    return file.as_uri()


def test_a_page_of_its_own_asks_for_nothing_else(page: WatchedPage, tmp_path: Path) -> None:
    url = write(tmp_path, "<p id='a'>Gruß</p><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>")
    page.goto(url)
    assert page.inner_text("#a") == "Gruß"
    assert page.requests[0] == url
    assert (page.outside, page.complaints) == ([], [])


def test_a_request_to_another_host_is_noticed(page: WatchedPage, tmp_path: Path) -> None:
    page.goto(write(tmp_path, "<img src='http://elsewhere.invalid/a.png'>"))
    assert page.outside == ["http://elsewhere.invalid/a.png"]


def test_a_refused_script_is_noticed(page: WatchedPage, tmp_path: Path) -> None:
    head = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    page.goto(write(tmp_path, "<script>document.title = 'taken over'</script>", head))
    assert page.title() == "Ü"
    assert any("Content Security Policy" in complaint for complaint in page.complaints)


def test_an_exception_is_noticed(page: WatchedPage, tmp_path: Path) -> None:
    page.goto(write(tmp_path, "<script>undefinedFunction()</script>"))
    assert any("undefinedFunction" in complaint for complaint in page.complaints)
