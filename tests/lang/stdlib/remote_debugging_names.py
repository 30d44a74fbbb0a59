# What asyncio's prompt imports is there.
import asyncio.tools
import asyncio.__main__

print(asyncio.tools.FrameInfo.__name__, asyncio.__main__.AsyncIOInteractiveConsole.__name__)
