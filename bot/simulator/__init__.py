"""The simulated WeCom: a separate server on the real wire that imports nothing of the bot.

async with Simulator(World(), settings=Settings()) as wecom:
    wecom.set_callback("http://127.0.0.1:8081/wecom/callback")
    await wecom.citizen_says(citizen, "跑了三趟还没办下来")
    await wecom.wait_for(lambda messages: messages[-1].sender == "bot", of=citizen)
"""

from bot.simulator.said import Said
from bot.simulator.server import Simulator
from bot.simulator.settings import Settings
from bot.simulator.world import App, Citizen, Group, KfAccount, Robot, Staff, World

__all__ = [
    "App",
    "Citizen",
    "Group",
    "KfAccount",
    "Robot",
    "Said",
    "Settings",
    "Simulator",
    "Staff",
    "World",
]
