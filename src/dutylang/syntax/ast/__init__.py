"""The tree of a policy text: one tree whichever tongue it was written in. Data only, no logic."""

from dutylang.syntax.ast.activation import *  # noqa: F403
from dutylang.syntax.ast.base import *  # noqa: F403
from dutylang.syntax.ast.book import *  # noqa: F403
from dutylang.syntax.ast.declarations import *  # noqa: F403
from dutylang.syntax.ast.document import *  # noqa: F403
from dutylang.syntax.ast.duties import *  # noqa: F403
from dutylang.syntax.ast.exceptions import *  # noqa: F403
from dutylang.syntax.ast.expressions import *  # noqa: F403
from dutylang.syntax.ast.liability import *  # noqa: F403
from dutylang.syntax.ast.limits import *  # noqa: F403
from dutylang.syntax.ast.scenarios import *  # noqa: F403
from dutylang.syntax.ast.tables import *  # noqa: F403
