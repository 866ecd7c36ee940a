"""The setup for Neovim starts the server and shows what it tells, in the Neovim that is installed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

NEOVIM = os.environ.get("NVIM_PROGRAM") or shutil.which("nvim")
RUNTIME = ROOT / "editors" / "neovim"
PROBE = ROOT / "tests" / "editors" / "neovim_probe.lua"
BROKEN = {
    "en": "role manager\nevent visit\narticle 1\nduty d\n  manager mst visit\n",
    "zh": "角色 客户经理\n事件 实地调查\n第一条\n义务 到场\n  客户经理必需实地调查。\n",
}
MENDED = {"en": "must", "zh": "必须"}

pytest.importorskip("pygls", reason="the server's library is not installed")
pytestmark = pytest.mark.skipif(NEOVIM is None, reason="nvim is not installed")


@pytest.mark.parametrize("lang", BROKEN)
def test_a_policy_with_an_error(tmp_path: Path, lang: str):
    policy, out = tmp_path / "p.duty", tmp_path / "told.json"
    policy.write_text(BROKEN[lang], encoding="utf-8")
    command = json.dumps([sys.executable, "-m", "dutylang", "lsp"]).replace("[", "{").replace("]", "}")
    start = tmp_path / "init.lua"
    start.write_text(
        f'vim.g.duty_cmd = {command}\nvim.g.duty_lang = "{lang}"\nvim.opt.rtp:append("{RUNTIME}")\n',
        encoding="utf-8",
    )
    assert NEOVIM is not None
    env = {
        **os.environ,
        "DUTY_PROBE_FILE": str(policy),
        "DUTY_PROBE_OUT": str(out),
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
    }
    options = ("--headless", "-n", "-u", str(start), "-c", f"luafile {PROBE}")
    done = subprocess.run(
        [NEOVIM, *options], env=env, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert out.exists(), done.stdout + done.stderr
    told = json.loads(out.read_text("utf-8"))
    assert (told["filetype"], told["comment"]) == ("duty", "-- %s")
    (problem,) = [each for each in told["messages"] if each["line"] == 5]
    assert MENDED[lang] in problem["message"]
